import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionDraft } from '@plainbox/manager';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { readDraft, writeDraft } from './draft-text.js';

/**
 * Lets a person edit a draft in their editor until it can be applied; undefined: they left it as it was.
 *
 * @throws CliError `EDITOR_FAILED` when the editor can't be started or fails.
 */
export async function editInEditor(
  before: SessionDraft,
  id: string,
  invocation: Pick<Invocation, 'env' | 'cwd'>,
  faultsOf: (draft: SessionDraft) => readonly string[],
): Promise<SessionDraft | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-edit-'));
  const file = join(folder, `${id}.yaml`);
  try {
    let text = writeDraft(before, id);
    for (;;) {
      await writeFile(file, text, { mode: 0o600 });
      await openEditor(file, invocation);
      const edited = await readFile(file, 'utf8');
      if (edited === text) return undefined;
      const read = readDraft(edited, before);
      if (read === 'empty') return undefined;
      const faults = 'faults' in read ? read.faults : faultsOf(read.draft);
      if ('draft' in read && faults.length === 0) return read.draft;
      text = withFaults(edited, faults);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text as it was left, with what is wrong above it instead of what was wrong before. */
function withFaults(text: string, faults: readonly string[]): string {
  const rest = text.split('\n').filter((line) => !line.startsWith('#!! '));
  return [...faults.map((fault) => `#!! ${fault.replaceAll('\n', ' ')}`), ...rest].join('\n');
}

function openEditor(file: string, { env, cwd }: Pick<Invocation, 'env' | 'cwd'>): Promise<void> {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  return new Promise((resolve, reject) => {
    // By a shell, since the variables may hold options: EDITOR='code --wait'.
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { cwd, stdio: 'inherit' });
    const fail = (why: string, cause?: unknown): void =>
      reject(
        new CliError('EDITOR_FAILED', `the editor '${editor}' ${why}`, {
          cause,
          advice: 'set VISUAL or EDITOR, or give what is to change as options',
        }),
      );
    child.on('error', (error) => fail('cannot be started', error));
    child.on('exit', (code) => (code === 0 ? resolve() : fail(`ended with ${code ?? 'a signal'}`)));
  });
}
