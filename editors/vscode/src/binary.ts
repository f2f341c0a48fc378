// Finds the server's executable: the one in the settings, the bundled one, or the one on the PATH.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Where to look for the executable. */
export interface Search {
  /** The setting `cliq-lint.path`; empty if it is not set. */
  readonly setting: string;
  /** The folder that relative paths in the setting start at; undefined if the workspace is not trusted. */
  readonly trustedFolder: string | undefined;
  /** The folder of the extension. */
  readonly extension: string;
  /** The environment variable PATH. */
  readonly path: string;
}

const NAME = process.platform === 'win32' ? 'cliq-lint.exe' : 'cliq-lint';

/** The absolute path of the executable, or an error message. */
export function findBinary(search: Search): { path: string } | { problem: string } {
  if (search.setting !== '') {
    const named = ofSetting(search);
    return named !== undefined && isFile(named)
      ? { path: named }
      : { problem: `The executable in the setting cliq-lint.path was not found: “${search.setting}”.` };
  }
  const found = [path.join(search.extension, 'server', NAME)].find(isFile) ?? onPath(NAME, search.path);
  return found !== undefined
    ? { path: found }
    : { problem: 'The cliq-lint executable is neither bundled with this extension nor on the PATH.' };
}

function ofSetting({ setting, trustedFolder, path: searched }: Search): string | undefined {
  if (setting.startsWith('~/')) {
    return path.join(os.homedir(), setting.slice(2));
  }
  if (path.isAbsolute(setting)) {
    return setting;
  }
  if (!/[/\\]/.test(setting)) {
    return onPath(process.platform === 'win32' && !setting.endsWith('.exe') ? `${setting}.exe` : setting, searched);
  }
  return trustedFolder === undefined ? undefined : path.join(trustedFolder, setting);
}

/** Skips relative folders on the PATH: they would point into the workspace. */
function onPath(name: string, searched: string): string | undefined {
  const folders = searched.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find(isFile);
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
