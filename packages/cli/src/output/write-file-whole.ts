import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';

/** Writes a file that is either there whole or not at all: readable to its owner alone, as reports may hold secrets. */
export async function writeFileWhole(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { cwd }: Pick<Invocation, 'cwd'>,
): Promise<void> {
  const target = resolve(cwd, path);
  const draft = `${target}.${randomUUID()}.part`;
  try {
    await pipeline(
      Readable.from(pieces),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('OUTPUT_FAILED', `cannot write ${target}: ${reason}`, {
      cause,
      advice: 'choose another place with --output',
    });
  }
}
