// Which program is the server: the setting, the one that comes with the extension, or the one on the PATH.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Where a program was looked for. */
export interface Search {
  /** The setting `cliq-lint.path`; empty where it is not set. */
  readonly setting: string;
  /** The folder that a relative path of the setting begins at; undefined where none is trusted. */
  readonly trustedFolder: string | undefined;
  /** The folder of the extension. */
  readonly extension: string;
  /** The environment variable PATH. */
  readonly path: string;
}

const NAME = process.platform === 'win32' ? 'cliq-lint.exe' : 'cliq-lint';

/** The absolute path of the program, or the sentence that says why there is none. */
export function findBinary(search: Search): { path: string } | { problem: string } {
  if (search.setting !== '') {
    const named = ofSetting(search);
    return named !== undefined && isFile(named)
      ? { path: named }
      : { problem: `The setting cliq-lint.path names “${search.setting}”, which is no program here.` };
  }
  const found = [path.join(search.extension, 'server', NAME)].find(isFile) ?? onPath(NAME, search.path);
  return found !== undefined
    ? { path: found }
    : { problem: 'The program cliq-lint is neither bundled with this extension nor on the PATH.' };
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

/** Folders of the PATH that are relative would be those of the workspace: they are passed over. */
function onPath(name: string, searched: string): string | undefined {
  const folders = searched.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find(isFile);
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
