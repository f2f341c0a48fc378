// Completes manifests in a real VS Code, as a user does: node test/completions.mjs <path of the .vsix>
//
// Each case opens a file with the cursor at `|`, types what it says, asks for completions, and accepts one of them. A
// picture of each list is saved in out/screenshots/completions.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SHOTS, start } from './vscode.mjs';

const vsix = process.argv[2];
assert.ok(vsix !== undefined, 'usage: node test/completions.mjs <path of the .vsix>');
const pictures = path.join(SHOTS, 'completions');
mkdirSync(pictures, { recursive: true });

const SERVER = '[client]\ntype = "server-based"\nname = "Acme Desk"\nhomepage_url = "https://www.acme.com"\n';
const BROWSER = '[client]\ntype = "client-based"\nname = "Acme Desk"\nredirect_uris = ["https://app.acme.com/callback"]\n';

/**
 * - `text`: the file, with the cursor at `|`.
 * - `typed`: what is typed there first; VS Code closes its quotes and brackets.
 * - `offered`: labels that the list begins with; none if it must be empty.
 * - `accepted`: the label to accept, and `result`, what the file then is.
 */
const CASES = [
  { name: 'empty-file', text: '|', offered: ['client server-based', 'client client-based', 'client mobile-based', 'client non-browser-based', 'client self-client', '[client]', '[[client]]'], accepted: 'client self-client', result: '[client]\ntype = "self-client"\nname = ""\n' },
  { name: 'type-partly-written', text: '[client]\ntype = "self|"\n', offered: ['self-client'], accepted: 'self-client', result: '[client]\ntype = "self-client"\n' },
  { name: 'type-whole-value', text: '[client]\ntype = "self|-client"\n', offered: ['self-client'], accepted: 'self-client', result: '[client]\ntype = "self-client"\n' },
  { name: 'type-without-quotes', text: '[client]\ntype = |\n', offered: ['server-based'], accepted: 'mobile-based', result: '[client]\ntype = "mobile-based"\n' },
  { name: 'type-typed-quote', text: '[client]\ntype = |\n', typed: '"', offered: ['server-based'], accepted: 'server-based', result: '[client]\ntype = "server-based"\n' },
  { name: 'key-of-an-entry', text: '[client]\nna| = "x"\n', offered: ['name'], accepted: 'name', result: '[client]\nname = "x"\n' },
  { name: 'keys', text: `${SERVER}|`, offered: ['redirect_uris'], accepted: 'redirect_uris', result: `${SERVER}redirect_uris = ["https://"]` },
  { name: 'insert-all', text: '[client]\ntype = "server-based"\n|', offered: ['all that server-based requires'], accepted: 'all that server-based requires', result: '[client]\ntype = "server-based"\nname = ""\nhomepage_url = "https://"\nredirect_uris = ["https://"]' },
  { name: 'array-of-uris', text: `${SERVER}redirect_uris = ["|"]\n`, offered: ['https://www.acme.com/'], accepted: 'https://www.acme.com/', result: `${SERVER}redirect_uris = ["https://www.acme.com/"]\n` },
  { name: 'array-without-quotes', text: `${SERVER}redirect_uris = [|]\n`, offered: ['https://www.acme.com/'], accepted: 'https://www.acme.com/', result: `${SERVER}redirect_uris = ["https://www.acme.com/"]\n` },
  { name: 'javascript-domains', text: `${BROWSER}javascript_domains = ["|"]\n`, offered: ['https://app.acme.com'], accepted: 'https://app.acme.com', result: `${BROWSER}javascript_domains = ["https://app.acme.com"]\n` },
  { name: 'javascript-domains-typed', text: `${BROWSER}javascript_domains = |\n`, typed: '["', offered: ['https://app.acme.com'], accepted: 'https://app.acme.com', result: `${BROWSER}javascript_domains = ["https://app.acme.com"]\n` },
  { name: 'overtyped', text: `${SERVER}redirect_uris = [|]\n`, typed: '"https://app.acme.com/cb"', offered: [], result: `${SERVER}redirect_uris = ["https://app.acme.com/cb"]\n` },
  { name: 'header', text: '|', typed: '[', offered: ['client'], accepted: 'client', result: '[client]' },
  { name: 'header-of-a-list', text: '|', typed: '[[', offered: ['client'], accepted: 'client', result: '[[client]]' },
  { name: 'header-of-metadata', text: `${SERVER}\n[client.|]\n`, offered: ['metadata'], accepted: 'metadata', result: `${SERVER}\n[client.metadata]\n` },
  { name: 'metadata', text: `${SERVER}\n[client.metadata]\n|`, offered: [] },
  { name: 'inline-table', text: 'client = { | }\n', offered: ['type'], accepted: 'type', result: 'client = { type = "server-based" }\n' },
  { name: 'rules-of-a-suppression', text: '[client]\ntype = "server-based"\nname = "Acme Desk"\nhomepage_url = "http://www.acme.com" # cliq-lint: allow(|)\n', offered: ['insecure-http'], accepted: 'insecure-http', result: '[client]\ntype = "server-based"\nname = "Acme Desk"\nhomepage_url = "http://www.acme.com" # cliq-lint: allow(insecure-http)\n' },
  { name: 'reason-of-a-suppression', text: '[client] # cliq-lint: allow(insecure-http, reason = "|")\n', offered: [] },
];

async function until(read, isDone, what) {
  const begin = Date.now();
  for (;;) {
    const value = await read();
    if (isDone(value)) {
      return value;
    }
    assert.ok(Date.now() - begin < 15_000, `${what}: waited in vain; last was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Puts the cursor after these lines. While the editor opens, it ignores the key. */
async function goTo(page, before) {
  const [line, column] = [before.length, before.at(-1).length + 1];
  const place = page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` });
  const isThere = async () => (await place.isVisible()) && page.locator('.monaco-editor.focused').isVisible();
  for (let attempt = 0; attempt < 5 && !(await isThere()); attempt += 1) {
    await page.keyboard.press('Control+G');
    await page.locator('.quick-input-widget input').first().fill(`:${line},${column}`);
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: 2_000 }).catch(() => undefined);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(200);
  }
  assert.ok(await isThere(), 'the cursor has not moved');
}

const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-completions-')), 'acme-desk');
mkdirSync(path.join(folder, '.vscode'), { recursive: true });
const settings = { 'editor.minimap.enabled': false, 'files.autoSave': 'off', 'editor.wordBasedSuggestions': 'off', 'workbench.startupEditor': 'none' };
writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
for (const { name, text } of CASES) {
  writeFileSync(path.join(folder, `cliq-client.${name}.toml`), text.replace('|', ''));
}

const vscode = await start({ vsix: [vsix] });
let failed = 0;
try {
  const page = await vscode.browser.newPage({ viewport: { width: 900, height: 520 }, deviceScaleFactor: 2 });
  page.setDefaultTimeout(40_000);
  await page.goto(vscode.address(folder));
  await page.locator('.monaco-dialog-box a.monaco-button', { hasText: /^\s*Yes/ }).first().click();
  await page.keyboard.press('Control+B');
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  const labels = () => rows.locator('.label-name').allInnerTexts();

  for (const { name, text, typed = '', offered, accepted, result } of CASES) {
    const file = `cliq-client.${name}.toml`;
    try {
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input').first().fill(file);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: file }).first().click();
      await page.locator('.tab.active', { hasText: file }).waitFor();
      await page.locator('.statusbar-item', { hasText: 'cliq-lint 0' }).waitFor();
      await goTo(page, text.slice(0, text.indexOf('|')).split('\n'));
      await page.locator('.codelens-decoration').first().waitFor({ timeout: 3_000 }).catch(() => undefined);
      await page.keyboard.type(typed, { delay: 60 });
      if (typed === '') {
        await page.keyboard.press('Control+Space');
      }
      if (offered.length === 0) {
        // Long enough for a list to appear.
        await page.waitForTimeout(700);
        assert.deepEqual(await labels(), [], name);
      } else {
        await until(labels, (shown) => offered.every((label) => shown.includes(label)) && shown[0] === offered[0], name);
      }
      // Away from the tabs, which describe themselves.
      await page.mouse.move(880, 500);
      const editors = await page.locator('.part.editor').boundingBox();
      await page.screenshot({ path: path.join(pictures, `${name}.png`), clip: { ...editors, width: 800, height: 330 } });
      console.log(`   ${name}: ${(await labels()).join(' | ')}`);
      if (accepted !== undefined) {
        await rows.filter({ has: page.locator('.label-name', { hasText: accepted }) }).first().click();
        await page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' }).catch(() => undefined);
      }
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+S');
      if (result !== undefined) {
        await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
        assert.equal(readFileSync(path.join(folder, file), 'utf8'), result);
      }
      console.log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      await page.screenshot({ path: path.join(pictures, `failed-${name}.png`) });
      console.log(`FAILED ${name}: ${error.message}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  }
} finally {
  await vscode.stop();
}
process.exit(failed === 0 ? 0 : 1);
