// Which files the extension handles, decided without the server.

import * as path from 'node:path';

/** A glob of the manifests and of the configuration file. */
export const PATTERN = '**/{cliq-client.toml,cliq-client.*.toml,cliq-lint.toml}';

/** Whether a file has the name of a manifest or of the configuration. */
export function hasOurName(file: string): boolean {
  return /^cliq-(client(\..+)?|lint)\.toml$/.test(path.basename(file));
}
