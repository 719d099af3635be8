// The tables of README.md that are made from the code. UPDATE_README=1 writes them anew.
import { SESSION_FLAGS, type SessionState } from '@plainbox/state';
import { CLAUSES } from '../src/conformance/index.js';
import { Kit } from '../src/conformance/kit.js';
import { fullSession } from '../src/conformance/sample-sessions.js';
import { FORMAT_STEPS } from '../src/formats/plainbox-formats.js';
import { createCodec, DEFAULT_LIMITS, PLAINBOX_FORMATS } from '../src/index.js';

type Table = readonly (readonly string[])[];

const NOTHING = '–';

/** What each version of the plainbox format brought, and what of a session with everything it can't hold. */
function versions(): Table {
  const rows = FORMAT_STEPS.map(({ version, since, change, adds }) => {
    const added = adds.map(
      ({ where, key }) => `\`${where === 'session' ? key : `${where}.${key}`}\``,
    );
    return [
      String(version),
      since,
      change,
      added.join(', ') || NOTHING,
      lossesOf(version).join(', ') || NOTHING,
    ];
  });
  return [['version', 'since', 'what it brought', 'keys added', 'can not hold'], ...rows];
}

function lossesOf(version: number): string[] {
  const format = PLAINBOX_FORMATS.find((one) => one.version === version);
  const kit = new Kit({ test: () => undefined, codec: createCodec({ format }) });
  const textsOf = (state: SessionState): string[] =>
    kit.write(state).losses.map(({ path }) => lossText(path));
  const always = textsOf(fullSession());
  const settingUp = fullSession();
  settingUp.updateMetadata({ flags: [...settingUp.metadata.flags, SESSION_FLAGS.settingUp] });
  const then = textsOf(settingUp).filter((text) => !always.includes(text));
  return [
    ...new Set([...always, ...then.map((text) => `${text}, while \`setting_up\` is set`)]),
  ].sort();
}

/** Where the path goes on with the id of a job, it is not a key of the format. */
function lossText(path: readonly string[]): string {
  if (path[0] === 'results') return 'earlier results of a job';
  if (path[0] === 'jobs') return 'jobs that are neither run nor to be run';
  return `\`${path.join('.')}\``;
}

const WHAT_LIMITS_BOUND: Readonly<Record<keyof typeof DEFAULT_LIMITS, string>> = {
  maxBytes: 'bytes as stored',
  maxTextBytes: 'bytes after every envelope is opened: what a decompression bomb runs into',
  maxDepth: 'arrays and objects within each other; 1000 at most, whatever is given',
  maxValues:
    'strings, numbers, lists and objects in all: what small text that makes large data runs into',
  maxStringBytes: 'bytes of one string',
  maxNumberDigits: 'digits of one number',
  maxEnvelopes: 'envelopes around each other',
};

function limits(): Table {
  const rows = Object.entries(DEFAULT_LIMITS).map(([name, maximum]) => [
    `\`${name}\``,
    maximum % 2 ** 20 === 0 ? `${maximum / 2 ** 20} MiB` : String(maximum),
    WHAT_LIMITS_BOUND[name as keyof typeof DEFAULT_LIMITS],
  ]);
  return [['limit', 'default', 'bounds'], ...rows];
}

function clauses(): Table {
  return [['clause', ''], ...CLAUSES.map(({ id, says }) => [`\`${id}\``, says])];
}

export const TABLES: Readonly<Record<string, () => Table>> = { versions, limits, clauses };

/** The rows of the table between the marks, without what a formatter puts in. */
export function tableIn(readme: string, name: string): string[][] {
  const [, text = ''] = split(readme, name);
  return text
    .trim()
    .split('\n')
    .filter((line) => !/^[|\s-]*$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

export function withTable(readme: string, name: string, [head = [], ...rows]: Table): string {
  const [before, , after] = split(readme, name);
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `${before}\n\n${lines.join('\n')}\n\n${after}`;
}

function split(readme: string, name: string): [string, string, string] {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- end of ${name} -->`;
  const from = readme.indexOf(begin) + begin.length;
  const to = readme.indexOf(end);
  if (from < begin.length || to < from) throw new Error(`README.md has no place for ${name}`);
  return [readme.slice(0, from), readme.slice(from, to), readme.slice(to)];
}
