// What the README says about the facade, pasted into a terminal in a clone.
import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { TerminalSession } from './terminal-session.js';

const CLONE = fileURLToPath(new URL('../../../..', import.meta.url));

test('in a terminal: the program of the README runs in a clone, and the example goes on after its kill', async ({
  workplace,
}) => {
  const readme = await readFile(join(CLONE, 'README.md'), 'utf8');
  const section = /^\*\*Install the facade\*\*.*?(?=^\*\*Take)/ms.exec(readme)?.[0] ?? '';
  const [, program = ''] = /^```js\n(.*?)^```$/ms.exec(section) ?? [];
  const [, name = ''] = /`(\S+\.mjs)`/.exec(section) ?? [];
  const [, block = ''] = /^```console\n(.*?)^```$/ms.exec(section) ?? [];
  const commands = [...block.matchAll(/^\$ (.*?)(?: +#.*)?$/gm)].map(([, words = '']) => words);
  expect(commands).toHaveLength(4);

  await symlink(join(CLONE, 'packages'), join(workplace.folder, 'packages'));
  await cp(join(CLONE, 'examples/facade'), join(workplace.folder, 'examples/facade'), {
    recursive: true,
  });
  await workplace.write(name, program);
  await using shell = new TerminalSession(['bash', '--norc', '-i'], {
    cwd: workplace.folder,
    env: { PS1: 'ready> ', PLAINBOX_SESSION_REPOSITORY: workplace.store },
  });
  await shell.shows('ready>');
  for (const [at, command] of commands.entries()) {
    const here = command.replace('/tmp/photos', join(workplace.folder, 'photos'));
    shell.type(`${here}; echo end-""${at}: $?\r`);
    await shell.shows(new RegExp(`end-${at}: `));
  }
  expect(shell.text).toMatch(/end-0: 0$[\s\S]*end-1: 0$[\s\S]*end-2: 137$[\s\S]*end-3: 0$/m);
  expect(shell.text).toMatch(/doing find\ndoing copy\n/);
  expect(shell.text).toMatch(/doing verify\nend-3/);
  expect(await workplace.sessionFolders()).toHaveLength(1);
});
