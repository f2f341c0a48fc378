// Which files the extension handles, decided without the server.

import * as path from 'node:path';

/** Globs of the manifests and of the configuration. */
export const PATTERNS = ['**/cliq-client.toml', '**/cliq-client.*.toml', '**/cliq-lint.toml'];

/** Whether a file has the name of a manifest or of the configuration. */
export function hasOurName(file: string): boolean {
  return /^cliq-(client(\..+)?|lint)\.toml$/.test(path.basename(file));
}

/** The language of a manifest if no extension provides TOML. */
export const LANGUAGE = 'cliq-client';
