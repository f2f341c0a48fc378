// Runs out/test/host.js inside the extension host of a real VS Code; exits as its tests do.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EXTENSION, start } from './vscode.mjs';

const LIMIT_MS = 120_000;

const vscode = await start();
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
const limit = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, 'no end in sight'));
const code = await Promise.race([ended, limit]);
await vscode.stop();
rmSync(folder, { recursive: true, force: true });
console.log(`extension host tests: exit ${code}`);
process.exit(code === 0 ? 0 : 1);
