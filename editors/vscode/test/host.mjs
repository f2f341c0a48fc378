// Runs out/test/host.js inside the extension host of a real VS Code, and exits with its exit code.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EXTENSION, packageTomlExtension, start } from './vscode.mjs';

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
  console.log(`extension host tests${others.length > 0 ? ' beside a TOML extension' : ''}: exit ${code}`);
  return code;
}

const codes = [await run([]), await run([packageTomlExtension()])];
process.exit(codes.every((code) => code === 0) ? 0 : 1);
