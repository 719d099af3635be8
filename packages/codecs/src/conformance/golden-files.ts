// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ExactJson, Float } from '@plainbox/state';
import { readJson } from '../json/reader.js';
import { writeJson } from '../json/writer.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { isJsonList, isJsonMap } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import { CONTEXT, Kit, mapAt } from './kit.js';
import type { ConformanceOptions } from './options.js';

const SESSION = '.session';
const EXPECTED = '.json';

/** A session that was written once, and what it has to be for ever. */
export interface GoldenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Name of the one of `states` that it was made of. */
  readonly state: string;
  /** What plainbox knows of it. */
  readonly session: string;
  /** What `project` told. */
  readonly own: string;
}

/**
 * Writes a golden file for each session of `states` as the codec writes it today, and beside it what it stands for.
 * Files that are there stay as they are: a folder holds every version that was ever written, and is only added to. When
 * an upgrade makes something new of old data, say so in the `.json` beside the session, never by writing it anew.
 *
 * @returns the names of the files that were added
 */
export async function recordGolden(options: ConformanceOptions): Promise<readonly string[]> {
  const kit = new Kit(options);
  const folder = folderOf(options);
  mkdirSync(folder, { recursive: true });
  const added: string[] = [];
  for (const [name, make] of Object.entries(options.states ?? {})) {
    const state = make();
    const file = `${slug(name)}@${versionsOf(kit)}`;
    if (existsSync(join(folder, file + SESSION))) continue;
    const bytes = await kit.codec.suspend(state, CONTEXT);
    const expected = {
      state: name,
      session: withoutOwnData(kit.describe(state)),
      own: kit.project(state),
    };
    writeFileSync(join(folder, file + EXPECTED), `${JSON.stringify(expected, null, 2)}\n`);
    writeFileSync(join(folder, file + SESSION), bytes);
    added.push(file + SESSION);
  }
  return added;
}

/** All golden files of the folder. */
export function goldenFiles(options: ConformanceOptions): readonly GoldenFile[] {
  const folder = folderOf(options);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(SESSION))
    .sort()
    .map((file) => {
      const name = file.slice(0, -SESSION.length);
      const expected: Omit<GoldenFile, 'name' | 'bytes'> = JSON.parse(
        readFileSync(join(folder, name + EXPECTED), 'utf8'),
      );
      return { ...expected, name, bytes: readFileSync(join(folder, file)) };
    });
}

/** The session as plainbox knows it: what an application adds may be of a later version each time it is written. */
export function withoutOwnData(text: string): string {
  const document = readJson(new TextEncoder().encode(text), DEFAULT_LIMITS) as JsonMap;
  const session = new Map(mapAt(document, 'session'));
  session.delete('sections');
  const results = [...mapAt(session, 'results')].map(
    ([id, list]) => [id, isJsonList(list) ? list.map(withoutKinds) : list] as const,
  );
  session.set('results', new Map(results));
  return writeJson(new Map([...document, ['session', session]]));
}

/** Names of classes of results have a domain in them, and plainbox's keys have no point. */
function withoutKinds(result: ExactJson): ExactJson {
  if (!isJsonMap(result) || result instanceof Float) return result;
  return new Map([...result].filter(([key]) => !key.includes('.')));
}

function folderOf({ golden }: ConformanceOptions): string {
  if (golden === undefined) throw new Error('give the folder of the golden files as `golden`');
  return golden instanceof URL ? fileURLToPath(golden) : golden;
}

/** What a file's name says of how it was written. */
function versionsOf({ format }: Kit): string {
  const { sections = [], resultKinds = [] } = format.extensions ?? {};
  const own = [...sections, ...resultKinds].map(({ name, version }) => `${name}-${version}`);
  return [slug(String(format.version)), ...own].join('+');
}

function slug(name: string): string {
  return name.replaceAll(/[^\w.]+/g, '-');
}
