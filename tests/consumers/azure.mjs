// Reads logging commands from standard input by Azure's own task library, and prints each as a line of JSON.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { commandFromString } = createRequire(import.meta.url)('azure-pipelines-task-lib/taskcommand');

for (const line of readFileSync(0, 'utf8').split('\n')) {
  const { command, properties, message } = commandFromString(line);
  console.log(JSON.stringify({ command, properties, message }));
}
