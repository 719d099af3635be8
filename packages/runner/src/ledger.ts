import type { JsonValue, SessionData } from '@plainbox/manager';
import type { JobId } from '@plainbox/state';

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
  /** Why it is noted though nothing of it runs: it reboots the machine, or it was stopped doing so. */
  readonly pause?: 'reboot' | 'stopped';
  /** Another attempt was under way at the same time, if only for a while. */
  readonly accompanied?: true;
}

interface Notes {
  readonly running?: readonly NotedAttempt[];
  /** What people have typed about jobs without having come to an end. */
  readonly drafts?: Readonly<Record<JobId, string>>;
}

/** Attempts under way in a session that is only looked at, in the order of their start. */
export function attemptsUnderWay(data: ReadonlyMap<string, JsonValue>): readonly NotedAttempt[] {
  const { running = [] } = notesIn(data.get(NAME));
  return running.filter(({ pause }) => pause === undefined);
}

/**
 * What a runner writes down in the session, so that whoever comes after a kill knows what was
 * under way. Nothing here is durable before the next checkpoint.
 */
export class Ledger {
  readonly #data: SessionData;
  readonly #running: Map<JobId, NotedAttempt>;
  readonly #drafts: Map<JobId, string>;

  constructor(data: SessionData) {
    this.#data = data;
    const { running = [], drafts = {} } = notesIn(data.get(NAME));
    this.#running = new Map(running.map((attempt) => [attempt.job, attempt]));
    this.#drafts = new Map(Object.entries(drafts));
  }

  /** Attempts under way, in the order of their start. */
  get running(): readonly NotedAttempt[] {
    return [...this.#running.values()];
  }

  note(attempt: NotedAttempt): void {
    this.#running.set(attempt.job, attempt);
    if (this.#running.size > 1) {
      for (const [job, each] of this.#running)
        this.#running.set(job, { ...each, accompanied: true });
    }
    this.#save();
  }

  forget(job: JobId): void {
    if (this.#running.delete(job)) this.#save();
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
      ...(this.#running.size > 0 ? { running: this.running } : {}),
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
  const { job, attempt, checksum, results, recordFile, bootId } = asObject(value);
  const isTextOrNull = (each: unknown): boolean => each === null || typeof each === 'string';
  return (
    typeof job === 'string' &&
    typeof attempt === 'number' &&
    typeof checksum === 'string' &&
    typeof results === 'number' &&
    isTextOrNull(recordFile) &&
    isTextOrNull(bootId)
  );
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
