// The language server of Even Better TOML, on standard input and output. Its package is made for editors that run JavaScript.

import taplo from '@taplo/lsp';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const environment = {
  now: () => new Date(),
  envVar: (name) => process.env[name],
  envVars: () => Object.entries(process.env),
  stdErrAtty: () => false,
  stdin: async () => new Uint8Array(),
  stdout: async (bytes) => bytes.length,
  stderr: async (bytes) => bytes.length,
  glob: () => [],
  readFile,
  writeFile,
  urlToFilePath: (url) => (url.startsWith('file:') ? fileURLToPath(url) : url),
  isAbsolute,
  cwd: () => process.cwd(),
  findConfigFile: (folder) => ['.taplo.toml', 'taplo.toml'].map((name) => join(folder, name)).find(existsSync),
  fetch: { fetch, Headers, Request, Response },
};

const server = await taplo.TaploLsp.initialize(environment, {
  onMessage: (message) => {
    const body = Buffer.from(JSON.stringify(message));
    process.stdout.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  },
});

let input = Buffer.alloc(0);
process.stdin.on('data', (bytes) => {
  input = Buffer.concat([input, bytes]);
  for (let end = input.indexOf('\r\n\r\n'); end >= 0; end = input.indexOf('\r\n\r\n')) {
    const length = Number(/Content-Length: (\d+)/i.exec(input.toString('latin1', 0, end))[1]);
    if (input.length < end + 4 + length) {
      return;
    }
    const message = JSON.parse(input.toString('utf8', end + 4, end + 4 + length));
    input = input.subarray(end + 4 + length);
    server.send(message);
  }
});
