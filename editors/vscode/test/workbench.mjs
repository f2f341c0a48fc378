// Tests the packaged .vsix in a real VS Code, as a user sees it: node test/workbench.mjs <path of the .vsix>
//
// Saves screenshots in out/screenshots.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageTomlExtension, SHOTS, start } from './vscode.mjs';

const vsix = process.argv[2];
assert.ok(vsix !== undefined, 'usage: node test/workbench.mjs <path of the .vsix>');

const FAULTY = ['[client]', 'type = "Server-based Applications"', 'name = "Acme-Desk"', 'homepage = "https://www.acme.com"', 'redirect_uris = ["htps://app.acme.com/callback"]'];

/** The rules that report it. */
const RULES = ['unknown-client-type', 'invalid-client-name', 'unknown-key', 'invalid-uri-scheme'];

/** A folder with files, each with an optional mode. */
function workspace(files) {
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-workspace-')), 'acme-desk');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function step(name, body) {
  const begin = Date.now();
  await body();
  console.log(`ok ${name} (${Date.now() - begin} ms)`);
}

/** Opens a folder in the workbench, and answers the question about workspace trust. */
async function opened(vscode, folder, answer) {
  const page = await vscode.browser.newPage({ viewport: { width: 1100, height: 560 }, deviceScaleFactor: 2 });
  page.setDefaultTimeout(40_000);
  await page.goto(vscode.address(folder));
  await page.locator('.monaco-dialog-box a.monaco-button', { hasText: answer }).first().click();
  return page;
}

async function open(page, file) {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick();
  await page.locator('.tab.active', { hasText: file }).waitFor();
  await page.locator('.editor-group-container .view-lines').first().waitFor();
}

async function command(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
}

const errors = (page) => page.locator('.squiggly-error');
const status = (page) => page.locator('.statusbar-item', { hasText: 'cliq-lint' });
/** The number of colors that the grammar gives the text. */
const colors = (page) => page.locator('.view-line span[class*="mtk"]').evaluateAll((spans) => new Set(spans.map((span) => /mtk\d+/.exec(span.className)[0])).size);
/** Takes a picture of the page, or of the upper part of the editors with some size. */
async function shot(page, name, size) {
  const editors = await page.locator('.part.editor').boundingBox();
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), ...(size && { clip: { ...editors, ...size } }) });
}

async function until(read, isDone) {
  const begin = Date.now();
  for (;;) {
    const value = await read();
    if (isDone(value)) {
      return value;
    }
    assert.ok(Date.now() - begin < 40_000, `waited in vain; last was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The processes of bundled servers. */
function servers() {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => /cliq-lint-vscode-.*server\/cliq-lint lsp/.test(line)).map((line) => Number(line.trim().split(' ')[0]));
}

rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });
const vscode = await start({ vsix: [path.resolve(vsix)] });
try {
  await step('the executable named by an untrusted workspace is not run, and the bundled server is', async () => {
    const folder = workspace({
      'cliq-client.toml': `${FAULTY.join('\n')}\n`,
      '.vscode/settings.json': JSON.stringify({ 'cliq-lint.path': './hostile', 'cliq-lint.configPath': 'etc/hostile.toml' }),
      'etc/hostile.toml': `[rules]\n${RULES.map((rule) => `${rule} = "off"\n`).join('')}`,
      hostile: '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\n',
    });
    chmodSync(path.join(folder, 'hostile'), 0o755);
    const page = await opened(vscode, folder, /^\s*No/);
    await open(page, 'cliq-client.toml');
    await errors(page).first().waitFor();
    await status(page).filter({ hasText: /\d+\.\d+\.\d+/ }).waitFor();
    await shot(page, 'untrusted');
    assert.ok(!existsSync(path.join(folder, 'was-run')));
    await page.close();
  });

  const folder = workspace({
    'cliq-client.toml': '',
    'cliq-lint.toml': '',
    '.vscode/settings.json': JSON.stringify({
      'editor.codeActionsOnSave': { 'source.fixAll.cliq-lint': 'explicit' },
      'editor.minimap.enabled': false,
      'files.autoSave': 'off',
      // Turn off what changes the typed text.
      'editor.autoClosingBrackets': 'never',
      'editor.autoClosingQuotes': 'never',
    }),
  });
  const page = await opened(vscode, folder, /^\s*Yes/);

  await step('problems are underlined while a manifest is typed', async () => {
    await open(page, 'cliq-client.toml');
    await page.locator('.statusbar-item', { hasText: 'TOML' }).waitFor();
    await page.locator('.editor-group-container .view-lines').first().click();
    for (const line of FAULTY) {
      await page.keyboard.type(line, { delay: 5 });
      // An open completion list would consume Enter.
      await page.keyboard.press('Escape');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
    }
    await until(() => errors(page).count(), (count) => count >= 4);
    await status(page).filter({ hasText: /\d+\.\d+\.\d+/ }).waitFor();
    await until(() => colors(page), (count) => count > 2);
  });

  await step('the Problems panel lists the findings with their rules', async () => {
    await command(page, 'Problems: Focus on Problems View');
    const rows = page.locator('.markers-panel .monaco-list-row');
    // Wait until findings for the half-typed last line are gone.
    const texts = await until(() => rows.allInnerTexts(), (found) => RULES.every((rule) => found.some((text) => text.includes(rule))));
    assert.ok(texts.some((text) => text.includes('console error: "Enter a valid client name')), texts.join(' | '));
    await shot(page, 'problems', { height: 503 });
    await command(page, 'View: Hide Panel');
  });

  await step("the hover quotes the console's error", async () => {
    await page.locator('.view-line', { hasText: 'Acme-Desk' }).locator('span span', { hasText: 'Acme-Desk' }).last().hover({ position: { x: 42, y: 8 } });
    const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'console error: ' }).first();
    await hover.waitFor();
    // Wait until it has faded in.
    await until(() => hover.evaluate((shown) => getComputedStyle(shown).opacity), (opacity) => opacity === '1');
    await shot(page, 'hover', { width: 860, height: 440 });
    await page.keyboard.press('Escape');
    await page.mouse.move(1000, 500);
  });

  await step('the light bulb offers fixes and applies one', async () => {
    const bulb = page.locator('.lightBulbWidget, .codicon-light-bulb, .codicon-lightbulb, [class*="gutter-lightbulb"]').first();
    const name = page.locator('.view-line', { hasText: 'Acme-Desk' }).locator('span span', { hasText: 'Acme-Desk' }).last();
    // A click while the hover is closing shows no light bulb.
    await until(async () => {
      await name.click({ position: { x: 42, y: 8 } });
      return bulb.waitFor({ timeout: 4_000 }).then(() => true, () => false);
    }, (isShown) => isShown);
    await bulb.click();
    const actions = page.locator('.action-widget .monaco-list-row');
    await actions.filter({ hasText: 'Rename to `Acme_Desk`' }).and(page.locator('.focused')).waitFor();
    await shot(page, 'quick-fix', { width: 520, height: 270 });
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'Acme_Desk' }).waitFor();
  });

  await step('saving applies all safe fixes', async () => {
    await page.keyboard.press('Control+S');
    const file = path.join(folder, 'cliq-client.toml');
    await until(() => readFileSync(file, 'utf8'), (text) => text.includes('type = "server-based"') && text.includes('homepage_url = ') && text.includes('"https://app.acme.com/callback"'));
    await until(() => errors(page).count(), (count) => count === 0);
    await shot(page, 'fixed-on-save');
  });

  await step('completion lists the keys that the type still requires', async () => {
    await page.keyboard.press('Control+Home');
    for (let line = 1; line < 5; line += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+Shift+K');
    await until(() => errors(page).count(), (count) => count > 0);
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'redirect_uris' }).first().waitFor();
    await shot(page, 'completion', { width: 560, height: 210 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Z');
    await until(() => errors(page).count(), (count) => count === 0);
  });

  await step('a change of cliq-lint.toml takes effect', async () => {
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('!');
    await until(() => errors(page).count(), (count) => count === 1);
    await open(page, 'cliq-lint.toml');
    await page.locator('.editor-group-container .view-lines').first().click();
    await page.keyboard.insertText('[rules]\ninvalid-client-name = "off"\n');
    await page.keyboard.press('Control+S');
    await open(page, 'cliq-client.toml');
    await until(() => errors(page).count(), (count) => count === 0);
    await page.locator('.editor-group-container .view-lines').first().click();
    await page.keyboard.press('Control+Z');
    await until(() => page.locator('.view-line', { hasText: 'Desk!' }).count(), (count) => count === 0);
    await page.keyboard.press('Control+S');
  });

  await step('a server that is killed is restarted', async () => {
    const [before] = await until(servers, (pids) => pids.length === 1);
    process.kill(before, 'SIGKILL');
    await until(servers, (pids) => pids.length === 1 && pids[0] !== before);
    await status(page).filter({ hasText: /\d+\.\d+\.\d+/ }).waitFor();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('x');
    await errors(page).first().waitFor();
    await page.keyboard.press('Control+Z');
    await shot(page, 'returned');
  });

  await step('after a reload of the window, findings follow the edits', async () => {
    await page.keyboard.press('Control+S');
    await page.reload();
    await page.locator('.tab.active', { hasText: 'cliq-client.toml' }).waitFor();
    await status(page).filter({ hasText: /\d+\.\d+\.\d+/ }).waitFor();
    for (let round = 0; round < 3; round += 1) {
      await page.locator('.editor-group-container .view-lines').first().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('x');
      await until(() => errors(page).count(), (count) => count > 0);
      await page.keyboard.press('Control+Z');
      await until(() => errors(page).count(), (count) => count === 0);
    }
  });

  await step('a new manifest asks only for the type, and replaces no file', async () => {
    const before = readFileSync(path.join(folder, 'cliq-client.toml'), 'utf8');
    await command(page, 'cliq-lint: New Manifest');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'mobile-based' });
    await row.waitFor();
    await shot(page, 'new-manifest');
    await row.click();
    await page.locator('.tab.active', { hasText: 'cliq-client.2.toml' }).waitFor();
    assert.equal(readFileSync(path.join(folder, 'cliq-client.2.toml'), 'utf8'), '[client]\ntype = "mobile-based"\n');
    assert.equal(readFileSync(path.join(folder, 'cliq-client.toml'), 'utf8'), before);
    await errors(page).first().waitFor();
    await page.keyboard.type('name = "Acme Pocket"');
    await page.keyboard.press('Escape');
  });

  await step('the form is shown beside the manifest', async () => {
    await command(page, 'cliq-lint: Show What to Type into the Console');
    await page.locator('.notification-toast a.monaco-button, .notifications-toasts .monaco-button', { hasText: 'Show Form Anyway' }).first().click();
    const form = () => page.frameLocator('iframe.webview').last().frameLocator('#active-frame');
    await form().getByText('Acme Pocket').first().waitFor();
    await form().getByRole('button', { name: 'Copy Client Name: Acme Pocket' }).click();
    await form().getByRole('status').filter({ hasText: 'Client Name copied' }).waitFor({ state: 'attached' });
    await page.locator('.tab.active', { hasText: 'what to type' }).locator('.codicon-close').click();
    await open(page, 'cliq-client.toml');
    await page.keyboard.press('Control+B');
    await command(page, 'cliq-lint: Show What to Type into the Console');
    await form().getByText('Client Name').first().waitFor();
    await shot(page, 'form', { height: 330 });
  });

  await step('a code lens above the client shows the form, too', async () => {
    const views = page.locator('iframe.webview');
    await page.locator('.tab.active', { hasText: 'what to type' }).locator('.codicon-close').click();
    await until(() => views.count(), (count) => count === 0);
    await page.locator('.codelens-decoration a', { hasText: 'Show what to type into the console' }).first().click();
    await page.frameLocator('iframe.webview').last().frameLocator('#active-frame').getByText('Client Name').first().waitFor();
  });

  await step('a missing executable is reported, with what to do about it', async () => {
    const folder = workspace({
      'cliq-client.toml': `${FAULTY.join('\n')}\n`,
      '.vscode/settings.json': JSON.stringify({ 'cliq-lint.path': './nowhere' }),
    });
    const page = await opened(vscode, folder, /^\s*Yes/);
    await open(page, 'cliq-client.toml');
    const message = page.locator('.notification-toast', { hasText: 'was not found' });
    await message.locator('a.monaco-button', { hasText: 'How to Install' }).waitFor();
    await shot(page, 'no-server');
    rmSync(path.join(folder, '.vscode'), { recursive: true });
    await message.locator('a.monaco-button', { hasText: 'Try Again' }).click();
    await errors(page).first().waitFor();
    await page.close();
  });
} catch (error) {
  const pages = vscode.browser.contexts().flatMap((context) => context.pages());
  await Promise.all(pages.map((page, number) => shot(page, `failed-${number}`)));
  throw error;
} finally {
  await vscode.stop();
}

const besideToml = await start({ vsix: [path.resolve(vsix), packageTomlExtension()] });
try {
  await step("a TOML extension's colors are used for all TOML", async () => {
    const settings = JSON.stringify({ 'editor.semanticHighlighting.enabled': false });
    const files = { 'Cargo.toml': '[package]\nname = "acme"\n', 'cliq-client.toml': `${FAULTY.join('\n')}\n` };
    const page = await opened(besideToml, workspace({ ...files, '.vscode/settings.json': settings }), /^\s*Yes/);
    for (const file of Object.keys(files)) {
      await open(page, file);
      await until(() => colors(page), (count) => count === 1);
    }
  });
} finally {
  await besideToml.stop();
}
