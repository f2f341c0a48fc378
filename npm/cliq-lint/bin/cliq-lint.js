#!/usr/bin/env node
// Runs the executable from the package for this platform, with the same arguments, streams and exit code.

const { spawn } = require('node:child_process');

const { name, optionalDependencies } = require('../package.json');

/** The package with the executable for this platform: one of the optional dependencies. */
function platformPackage() {
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return `@cliq-lint/${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`;
}

function program() {
  const wanted = platformPackage();
  try {
    return require.resolve(`${wanted}/bin/cliq-lint${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    const known = Object.keys(optionalDependencies ?? {});
    console.error(
      known.includes(wanted)
        ? `${name}: the package ${wanted} is not installed; reinstall without --omit=optional`
        : `${name}: no package for ${process.platform} on ${process.arch}; try cargo install cliq-lint`,
    );
    process.exit(2);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: 'inherit' });
// Forward signals to the executable; the terminal already sends Ctrl-C to both.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
}
child.on('error', (error) => {
  console.error(`${name}: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
