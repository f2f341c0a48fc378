// Bundles the extension and the tests for the extension host, each into one file in out/.

import { build } from 'esbuild';

await build({
  entryPoints: { extension: 'src/extension.ts', 'test/host': 'test/host.ts' },
  outdir: 'out',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  external: ['vscode'],
  minify: !process.argv.includes('--debug'),
  sourcemap: process.argv.includes('--debug'),
});
