// Runs a real VS Code for the tests: its server locally, its workbench in headless Chromium.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** The folder of the extension. */
export const EXTENSION = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** The folder for screenshots. */
export const SHOTS = path.join(EXTENSION, 'out/screenshots');

/** The code-server package contains the server of VS Code 1.100.3 as built from Microsoft's sources. */
const PACKAGE = 'code-server@4.100.3';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function install() {
  const target = path.join(EXTENSION, 'node_modules/.cache', PACKAGE.replace('@', '-'));
  const main = path.join(target, 'lib/vscode/out/server-main.js');
  if (!existsSync(main)) {
    const scratch = `${target}.new`;
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    run('npm', ['pack', '--silent', PACKAGE], scratch);
    run('tar', ['xzf', `${PACKAGE.replace('@', '-')}.tgz`, '--strip-components=1', 'package/lib/vscode', 'package/package.json'], scratch);
    run('npm', ['install', '--silent', '--ignore-scripts', '--omit=dev'], path.join(scratch, 'lib/vscode'));
    // Its own install script downloads this program.
    const ripgrep = path.join(scratch, 'lib/vscode/node_modules/@vscode/ripgrep/bin');
    mkdirSync(ripgrep);
    symlinkSync('/usr/bin/rg', path.join(ripgrep, 'rg'));
    rmSync(target, { recursive: true, force: true });
    renameSync(scratch, target);
  }
  return main;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Packages the minimal TOML extension. Returns the path of its .vsix. */
export function packageTomlExtension() {
  const file = path.join(EXTENSION, 'out/test/toml-extension.vsix');
  const options = ['package', '--skip-license', '--allow-missing-repository', '--no-dependencies', '--out', file];
  execFileSync(path.join(EXTENSION, 'node_modules/.bin/vsce'), options, { cwd: path.join(EXTENSION, 'test/toml-extension'), stdio: 'ignore' });
  return file;
}

/**
 * Starts VS Code with the extensions of some .vsix files, and a browser.
 *
 * @param {{ vsix?: string[], env?: Record<string, string> }} options
 */
export async function start({ vsix = [], env = {} } = {}) {
  const main = install();
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-vscode-'));
  const data = ['--accept-server-license-terms', '--extensions-dir', path.join(scratch, 'extensions'), '--server-data-dir', path.join(scratch, 'data')];
  for (const file of vsix) {
    // It warns about native modules that were not built, and continues without them.
    execFileSync('node', [main, ...data, '--install-extension', file], { stdio: 'ignore' });
  }
  const port = await freePort();
  const options = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--telemetry-level', 'off'];
  const server = spawn('node', [main, ...data, ...options], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, detached: true });
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => String(chunk).includes('Extension host agent listening') && resolve(undefined));
    server.on('exit', () => reject(new Error('VS Code exited before it listened')));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
  return {
    port,
    browser,
    address: (folder, payload = []) => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    async stop() {
      await browser.close();
      // Also end its children: the extension host and the file watcher.
      process.kill(-server.pid, 'SIGKILL');
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
