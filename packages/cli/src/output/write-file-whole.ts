import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';

/** As many as Linux follows. */
const MOST_LINKS = 40;

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Writes a file that is either there whole or not at all: readable to its owner alone, as reports may hold secrets.
 * Links are followed; what is no file, such as a pipe or `/dev/stdout`, is written to and stays what it is.
 */
export async function writeFileWhole(
  path: string,
  pieces: Pieces,
  { cwd }: Pick<Invocation, 'cwd'>,
): Promise<void> {
  const named = resolve(cwd, path);
  try {
    const there = await stat(named).catch(ifThere);
    if (there !== undefined && !there.isFile()) {
      await writeInto(named, pieces);
    } else {
      await replaceFile(await leadsTo(named), pieces);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('OUTPUT_FAILED', `cannot write ${named}: ${reason}`, {
      cause,
      advice: 'choose another place with --output',
    });
  }
}

async function writeInto(path: string, pieces: Pieces): Promise<void> {
  await using file = await open(path, constants.O_WRONLY);
  for await (const piece of pieces) await file.writeFile(piece);
}

async function replaceFile(target: string, pieces: Pieces): Promise<void> {
  const draft = `${target}.${randomUUID()}.part`;
  try {
    await pipeline(
      Readable.from(pieces),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Where links lead, be it to nothing yet. */
async function leadsTo(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const folder = await realpath(dirname(target));
    target = join(folder, basename(target));
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = resolve(folder, link);
  }
  throw new Error('too many links follow each other');
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
