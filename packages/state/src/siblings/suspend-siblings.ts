import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList } from '../exact-json/exact-json.js';
import type { JobId } from '../job-id.js';
import { isWhiteSpace } from '../python-text/white-space.js';
import type { FieldOverrides, JobDefinition } from '../units/job-definition.js';

/** A flag that asks for a second run of a job, after the machine has slept. */
export interface SuspendFlag {
  /** As it stands in the field `flags`. */
  readonly flag: string;
  /** What the id and the group of the second run begin with. */
  readonly prefix: string;
  /** The job that puts the machine to sleep. */
  readonly suspendJob: JobId;
}

/** In the order in which their siblings are made; the automatic one first. */
export const SUSPEND_FLAGS: readonly SuspendFlag[] = [
  {
    flag: 'also-after-suspend',
    prefix: 'after-suspend',
    suspendJob: 'com.canonical.certification::suspend/suspend_advanced_auto',
  },
  {
    flag: 'also-after-suspend-manual',
    prefix: 'after-suspend-manual',
    suspendJob: 'com.canonical.certification::suspend/suspend_advanced',
  },
];

const FLAG = /also-after-suspend(?:-manual)?/g;

/** The fields in which the second run of a job differs from the first. */
export function suspendOverrides(
  job: JobDefinition,
  { prefix, suspendJob }: SuspendFlag,
): FieldOverrides {
  const overrides = new Map<string, ExactJson>([
    ['id', `${prefix}-${job.partialId}`],
    ['_summary', `${job.summary} after suspend (S3)`],
    ['flags', withoutSuspendFlags(job.value('flags'))],
    ['depends', withDependencies(job.value('depends'), [job.id, suspendJob])],
  ]);
  if (job.group) overrides.set('group', `${prefix}-${job.group}`);
  return overrides;
}

function withoutSuspendFlags(flags: ExactJson | undefined): ExactJson {
  if (!isExactList(flags)) return withoutFlagWords(String(flags));
  return flags.filter((item) => !SUSPEND_FLAGS.some(({ flag }) => flag === item));
}

/** Takes whole words only: a longer one may begin alike. What stands around stays, as the text counts for the checksum. */
function withoutFlagWords(text: string): string {
  return text.replace(FLAG, (flag, at: number) =>
    separates(text, at - 1) && separates(text, at + flag.length) ? '' : flag,
  );
}

/** Whether no word of the flags holds that place, as the ends of the text do; the same separators as in `flags`. */
function separates(text: string, at: number): boolean {
  return text[at] === undefined || text[at] === ',' || isWhiteSpace(text.charCodeAt(at));
}

function withDependencies(depends: ExactJson | undefined, more: readonly JobId[]): ExactJson {
  if (isExactList(depends)) return [...depends, ...more];
  return depends ? [depends, ...more].join(' ') : [...more];
}
