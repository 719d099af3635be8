import type { JsonValue, SessionData } from '@plainbox/manager';
import type { JobId } from '@plainbox/state';
import { asSavedOutcome, type SavedOutcome } from './decisions/saved-outcome.js';

const NAME = 'runner';

/** An attempt that is under way, as the session notes it before the job is started. */
export interface NotedAttempt {
  readonly job: JobId;
  readonly attempt: number;
  /** Checksum of the definition that was run. */
  readonly checksum: string;
  /** How many results the job had before. */
  readonly results: number;
  /** Path of its record file, where there is one. */
  readonly recordFile: string | null;
  /** The boot in which it was started. */
  readonly bootId: string | null;
  /** Unix time of its start. */
  readonly startedAt: number;
  /** What its processes are told by, among those of all attempts of all sessions. */
  readonly mark?: string;
  /** Whether the definition that was run does not return: a reboot is its end. */
  readonly noreturn?: boolean;
  /** That of the definition that was run. */
  readonly plugin?: string;
  /** It was to run though the job had a result. The wish comes back if the attempt is undone. */
  readonly wasWished?: boolean;
  /** Why it is noted though nothing of it runs: it reboots the machine, or it was stopped doing so. */
  readonly pause?: 'reboot' | 'stopped';
  /** Another attempt was under way at the same time, if only for a while. */
  readonly accompanied?: true;
  /** What was found of it when the job was not on the run list any more: it is judged by that once the job is back. */
  readonly found?: FoundCutOff;
}

/** What an attempt that was cut off is judged by, beside what is noted of it. */
export interface FoundCutOff {
  /** The boot in which it was found. */
  readonly bootId: string | null;
  readonly savedOutcome: SavedOutcome | null;
}

interface Notes {
  readonly running?: readonly NotedAttempt[];
  /** What people have typed about jobs without having come to an end. */
  readonly drafts?: Readonly<Record<JobId, string>>;
}

/** Attempts under way in a session that is only looked at, in the order of their start. */
export function attemptsUnderWay(data: ReadonlyMap<string, JsonValue>): readonly NotedAttempt[] {
  const { running = [] } = notesIn(data.get(NAME));
  return running.filter(({ pause, found }) => pause === undefined && found === undefined);
}

/**
 * What a runner writes down in the session, so that whoever comes after a kill knows what was
 * under way. Nothing here is durable before the next checkpoint.
 */
export class Ledger {
  readonly #data: SessionData;
  readonly #noted: Map<JobId, NotedAttempt>;
  readonly #drafts: Map<JobId, string>;

  constructor(data: SessionData) {
    this.#data = data;
    const { running = [], drafts = {} } = notesIn(data.get(NAME));
    this.#noted = new Map(running.map((attempt) => [attempt.job, attempt]));
    this.#drafts = new Map(Object.entries(drafts));
  }

  /** All attempts without a result, in the order of their start: those at jobs off the run list among them. */
  get noted(): readonly NotedAttempt[] {
    return [...this.#noted.values()];
  }

  /** Attempts under way, in the order of their start. */
  get running(): readonly NotedAttempt[] {
    return this.noted.filter(({ found }) => found === undefined);
  }

  isUnderWay(job: JobId): boolean {
    const noted = this.#noted.get(job);
    return noted !== undefined && noted.found === undefined;
  }

  note(attempt: NotedAttempt): void {
    this.#noted.set(attempt.job, attempt);
    const { running } = this;
    if (running.length > 1) {
      for (const each of running) this.#noted.set(each.job, { ...each, accompanied: true });
    }
    this.#save();
  }

  /** The job is on the run list again, and its attempt under way as before. */
  resume(job: JobId): void {
    const { found, ...noted } = this.#noted.get(job) ?? {};
    if (found !== undefined) this.note(noted as NotedAttempt);
  }

  forget(job: JobId): void {
    if (this.#noted.delete(job)) this.#save();
  }

  draftOf(job: JobId): string {
    return this.#drafts.get(job) ?? '';
  }

  keepDraft(job: JobId, text: string): void {
    if (this.draftOf(job) === text) return;
    if (text === '') this.#drafts.delete(job);
    else this.#drafts.set(job, text);
    this.#save();
  }

  #save(): void {
    const notes: Notes = {
      ...(this.#noted.size > 0 ? { running: this.noted } : {}),
      ...(this.#drafts.size > 0 ? { drafts: Object.fromEntries(this.#drafts) } : {}),
    };
    const isEmpty = Object.keys(notes).length === 0;
    this.#data.set(NAME, isEmpty ? undefined : (notes as JsonValue));
  }
}

/** The notes of a runner like this one. Whatever else stands there is not ours to judge by. */
function notesIn(value: JsonValue | undefined): Notes {
  const { running, drafts } = asObject(value);
  return {
    running: Array.isArray(running) ? running.filter(isNotedAttempt) : [],
    drafts: Object.fromEntries(
      Object.entries(asObject(drafts)).filter(([, draft]) => typeof draft === 'string'),
    ) as Record<JobId, string>,
  };
}

function isNotedAttempt(value: JsonValue): value is JsonValue & NotedAttempt {
  const { job, attempt, checksum, results, recordFile, bootId, found } = asObject(value);
  const isTextOrNull = (each: unknown): boolean => each === null || typeof each === 'string';
  return (
    typeof job === 'string' &&
    typeof attempt === 'number' &&
    typeof checksum === 'string' &&
    typeof results === 'number' &&
    isTextOrNull(recordFile) &&
    isTextOrNull(bootId) &&
    (found === undefined || isFoundCutOff(found))
  );
}

function isFoundCutOff(value: unknown): boolean {
  const { bootId, savedOutcome } = asObject(value);
  const isSaved = typeof savedOutcome === 'object' && asSavedOutcome(savedOutcome) !== undefined;
  return (bootId === null || typeof bootId === 'string') && (savedOutcome === null || isSaved);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
