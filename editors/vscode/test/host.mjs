// Runs out/test/host.js inside the extension host of a real VS Code, and exits with its exit code.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EXTENSION, start } from './vscode.mjs';

const LIMIT_MS = 240_000;

/** Runs the tests with our extension and the given others, and returns the exit code. */
async function run(others) {
  const vscode = await start({ vsix: others });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-host-'));
  const remote = (file) => `vscode-remote://127.0.0.1:${vscode.port}${file}`;
  const page = await vscode.browser.newPage();
  const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (_, parts) => String(parts[0]).startsWith('TEST') && console.log(...parts));
  await page.goto(
    vscode.address(folder, [
      ['extensionDevelopmentPath', remote(EXTENSION)],
      ['extensionTestsPath', remote(path.join(EXTENSION, 'out/test/host.js'))],
      ['skipWelcome', 'true'],
    ]),
  );
  const limit = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, 'no end in sight').unref());
  const code = await Promise.race([ended, limit]);
  await vscode.stop();
  rmSync(folder, { recursive: true, force: true });
  console.log(`extension host tests${others.length > 0 ? ' beside an extension for TOML' : ''}: exit ${code}`);
  return code;
}

/** A package with a minimal TOML extension. */
function tomlExtension() {
  const file = path.join(EXTENSION, 'out/test/toml-extension.vsix');
  const options = ['package', '--skip-license', '--allow-missing-repository', '--no-dependencies', '--out', file];
  execFileSync(path.join(EXTENSION, 'node_modules/.bin/vsce'), options, { cwd: path.join(EXTENSION, 'test/toml-extension'), stdio: 'ignore' });
  return file;
}

const codes = [await run([]), await run([tomlExtension()])];
process.exit(codes.every((code) => code === 0) ? 0 : 1);
