// Makes the npm packages: one per platform with its executable, and `cliq-lint`, which depends on all of them.
//
//   node npm/pack.mjs <output folder> <platform>=<path of the executable>…      such as linux-x64=target/release/cliq-lint

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-arm64-musl', 'linux-x64', 'linux-x64-musl', 'win32-arm64', 'win32-x64'];

const [output, ...given] = process.argv.slice(2);
const programs = given.map((one) => one.split('='));
if (output === undefined || programs.some(([platform, program]) => !PLATFORMS.includes(platform) || program === undefined)) {
  console.error(`usage: node npm/pack.mjs <output folder> <platform>=<path of the executable>…\nplatforms: ${PLATFORMS.join(', ')}`);
  process.exit(2);
}

const here = path.dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-npm-'));
const main = JSON.parse(readFileSync(path.join(here, 'cliq-lint/package.json'), 'utf8'));
mkdirSync(output, { recursive: true });

const LICENSES = ['LICENSE-APACHE', 'LICENSE-MIT'];

/** Packs a folder, after adding its package.json and the licenses. */
function pack(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const license of LICENSES) {
    copyFileSync(path.join(here, '..', license), path.join(folder, license));
  }
  execFileSync('npm', ['pack', '--silent', '--pack-destination', path.resolve(output), folder], { stdio: ['ignore', 'ignore', 'inherit'] });
}

for (const [platform, program] of programs) {
  const [system, architecture, libc] = platform.split('-');
  const folder = path.join(scratch, platform);
  const binary = path.join(folder, 'bin', system === 'win32' ? 'cliq-lint.exe' : 'cliq-lint');
  mkdirSync(path.dirname(binary), { recursive: true });
  copyFileSync(program, binary);
  chmodSync(binary, 0o755);
  const { version, license, repository, homepage } = main;
  pack(folder, {
    name: `@cliq-lint/${platform}`,
    version,
    description: `The cliq-lint executable for ${platform}`,
    license,
    repository,
    homepage,
    os: [system],
    cpu: [architecture],
    ...(system === 'linux' ? { libc: [libc ?? 'glibc'] } : {}),
    files: ['bin', ...LICENSES],
  });
}

const folder = path.join(scratch, 'cliq-lint');
cpSync(path.join(here, 'cliq-lint'), folder, { recursive: true });
copyFileSync(path.join(here, '../README.md'), path.join(folder, 'README.md'));
pack(folder, { ...main, optionalDependencies: Object.fromEntries(PLATFORMS.map((platform) => [`@cliq-lint/${platform}`, main.version])) });
rmSync(scratch, { recursive: true });
