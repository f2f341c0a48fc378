// Packages cliq-lint-<target>.vsix with the server inside: node package.mjs <target> <path of the executable>

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [target, binary] = process.argv.slice(2);
if (target === undefined || binary === undefined) {
  console.error('usage: node package.mjs <target, such as linux-x64> <path of the executable>');
  process.exit(2);
}
const here = path.dirname(fileURLToPath(import.meta.url));
const bundled = path.join(here, 'server', target.startsWith('win32') ? 'cliq-lint.exe' : 'cliq-lint');
rmSync(path.dirname(bundled), { recursive: true, force: true });
mkdirSync(path.dirname(bundled));
copyFileSync(path.resolve(binary), bundled);
chmodSync(bundled, 0o755);
// vsce looks for `LICENSE`.
copyFileSync(path.join(here, '../../LICENSE-MIT'), path.join(here, 'LICENSE'));
copyFileSync(path.join(here, '../../LICENSE-APACHE'), path.join(here, 'LICENSE-APACHE'));
const vsce = path.join(here, 'node_modules/.bin/vsce');
// Relative links and images of README, for the Marketplace.
const { repository } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'));
const page = repository.url.replace(/\.git$/, '');
const urls = ['--baseContentUrl', `${page}/blob/main/${repository.directory}`, '--baseImagesUrl', `${page}/raw/main/${repository.directory}`];
const options = ['package', '--no-dependencies', ...urls, '--target', target, '--out', path.join(here, `cliq-lint-${target}.vsix`)];
execFileSync(vsce, options, { cwd: here, stdio: 'inherit' });
