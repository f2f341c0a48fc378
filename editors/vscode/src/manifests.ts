// Which files the extension speaks of, before the server is asked.

import * as path from 'node:path';

/** Globs of the manifests and of the configuration. */
export const PATTERNS = ['**/cliq-client.toml', '**/cliq-client.*.toml', '**/cliq-lint.toml'];

/** Whether a file has the name of a manifest or of the configuration. */
export function hasOurName(file: string): boolean {
  return /^cliq-(client(\..+)?|lint)\.toml$/.test(path.basename(file));
}

/** The language that a manifest is given where no extension knows TOML. */
export const LANGUAGE = 'cliq-client';
