/** What came of one attempt at a job; `null` while there has been none. */
export type Outcome =
  | null
  | 'pass'
  | 'fail'
  | 'skip'
  | 'skipped-dependency'
  | 'skipped-resource'
  | 'skipped-manifest'
  | 'not-supported'
  | 'not-implemented'
  | 'undecided'
  | 'crash';

/** How an outcome is shown to people and in exported reports. */
export interface OutcomeInfo {
  /** The outcome itself. */
  readonly outcome: Outcome;
  /** A sign of one character and a space, for lists in a terminal. */
  readonly sigil: string;
  /** A sentence about the job, without its name. */
  readonly phrase: string;
  /** One or two words, for tables. */
  readonly label: string;
  /** For reports, as `#rrggbb`. */
  readonly color: `#${string}`;
  /** Parameters of the ANSI escape sequence that colours the outcome in a terminal: put between `ESC [` and `m`. */
  readonly ansiStyle: string | null;
  /** The coarser outcome that reports and exports use. */
  readonly exportedAs: 'pass' | 'fail' | 'skip' | null;
}

const GREY = '#000000';
const GREEN = '#6AA84F';
const RED = '#DC3912';
const ORANGE = '#FF9900';

function skipped(outcome: Outcome, reason: string): OutcomeInfo {
  return {
    outcome,
    sigil: '☐ ',
    phrase: `the job could not be started: ${reason}`,
    label: `skipped: ${reason}`,
    color: ORANGE,
    ansiStyle: '33;1',
    exportedAs: 'skip',
  };
}

const INFOS: readonly OutcomeInfo[] = [
  {
    outcome: null,
    sigil: ' ',
    phrase: 'the job has not run',
    label: 'not run',
    color: GREY,
    ansiStyle: null,
    exportedAs: null,
  },
  {
    outcome: 'pass',
    sigil: '☑ ',
    phrase: 'the job passed',
    label: 'passed',
    color: GREEN,
    ansiStyle: '32;1',
    exportedAs: 'pass',
  },
  {
    outcome: 'fail',
    sigil: '☒ ',
    phrase: 'the job failed',
    label: 'failed',
    color: RED,
    ansiStyle: '31;1',
    exportedAs: 'fail',
  },
  {
    outcome: 'skip',
    sigil: '☐ ',
    phrase: 'the job was skipped by hand',
    label: 'skipped by hand',
    color: ORANGE,
    ansiStyle: '33;1',
    exportedAs: 'skip',
  },
  skipped('skipped-dependency', 'a dependency failed'),
  skipped('skipped-resource', 'a requirement is not met'),
  skipped('skipped-manifest', 'the manifest says otherwise'),
  { ...skipped('not-supported', 'not supported'), label: 'not supported' },
  {
    outcome: 'not-implemented',
    sigil: '-',
    phrase: 'the job is not implemented',
    label: 'not implemented',
    color: RED,
    ansiStyle: '31;1',
    exportedAs: 'skip',
  },
  {
    outcome: 'undecided',
    sigil: '⁇ ',
    phrase: 'somebody has to decide on the job',
    label: 'undecided',
    color: '#FF00FF',
    ansiStyle: '35;1',
    exportedAs: 'skip',
  },
  {
    outcome: 'crash',
    sigil: '⚠ ',
    phrase: 'the job crashed',
    label: 'crashed',
    color: '#FF0000',
    ansiStyle: '41;37;1',
    exportedAs: 'fail',
  },
];

/** Every outcome with its presentation; `not-supported` is deprecated but still read. */
export const OUTCOMES: ReadonlyMap<Outcome, OutcomeInfo> = new Map(
  INFOS.map((info) => [info.outcome, info]),
);

/** Whether a value read from outside is one of the known outcomes. */
export function isOutcome(value: unknown): value is Outcome {
  return OUTCOMES.has(value as Outcome);
}
