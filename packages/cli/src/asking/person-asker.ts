import { once } from 'node:events';
import type { Answer, Asker, Question } from '@plainbox/runner';
import type { JobResult } from '@plainbox/state';
import type { Choice, Person } from '../output/person.js';
import { oneLine } from '../output/text.js';
import { describeQuestion } from './describe-question.js';

/** What asking at the terminal takes. */
export interface PersonAskerParts {
  readonly person: Person;
  /** Writes a line above the question. */
  readonly tell: (line: string) => void;
  /** Leaves the screen to the question, and takes it back. */
  readonly screen: { pause(): void; resume(): void };
  /** What the job's command printed. */
  readonly outputOf: (result: JobResult) => string;
  /** The person wants to leave: stops the session. */
  readonly interrupt: () => void;
}

type Choosable = 'start' | 'pass' | 'fail' | 'skip' | 'comment' | 'later';

const LATER: Choice<Choosable> = { value: 'later', label: 'later', hint: 'the job waits' };
const SKIP: Choice<Choosable> = { value: 'skip', label: 'skip' };
const START: readonly Choice<Choosable>[] = [
  { value: 'start', label: 'start', hint: 'all is ready: run the command' },
  SKIP,
  LATER,
];

/** Asks the person at the terminal about one job after the other. */
export class PersonAsker implements Asker {
  readonly #parts: PersonAskerParts;

  constructor(parts: PersonAskerParts) {
    this.#parts = parts;
  }

  async ask(
    question: Question,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Answer | undefined> {
    const { screen, tell, outputOf } = this.#parts;
    screen.pause();
    try {
      for (const line of describeQuestion(question, outputOf)) tell(line);
      return await this.#answer(question, signal);
    } finally {
      screen.resume();
    }
  }

  async #answer(question: Question, signal: AbortSignal): Promise<Answer | undefined> {
    let comments = question.draft;
    for (;;) {
      const chosen = await this.#choose(question, comments, signal);
      if (chosen === 'later') return undefined;
      if (chosen === 'start') return { start: true };
      if (chosen !== 'comment') {
        return { outcome: chosen, ...(comments === '' ? {} : { comments }) };
      }
      comments = await this.#comment(question, comments, signal);
    }
  }

  async #choose({ kind }: Question, comments: string, signal: AbortSignal): Promise<Choosable> {
    const choices = kind === 'start' ? START : judgements(comments);
    const message = kind === 'start' ? 'Ready?' : 'What came of it?';
    const chosen = await this.#parts.person.choose(message, choices, { signal });
    return chosen ?? this.#leave(signal);
  }

  /** What was typed is in the session with each key: nothing of it is lost, whatever happens. */
  async #comment(question: Question, draft: string, signal: AbortSignal): Promise<string> {
    const failed = new AbortController();
    let kept = Promise.resolve();
    const onChange = (text: string): void => {
      kept = kept.then(() => question.keep(text));
      kept.catch((error) => failed.abort(error));
    };
    const text = await this.#parts.person.write('Comment:', {
      draft,
      onChange,
      signal: AbortSignal.any([signal, failed.signal]),
    });
    await kept;
    return text ?? this.#leave(signal);
  }

  /** The session is stopped, as by a Ctrl-C while a command runs. */
  async #leave(signal: AbortSignal): Promise<never> {
    if (!signal.aborted) {
      const stopped = once(signal, 'abort');
      this.#parts.interrupt();
      await stopped;
    }
    throw signal.reason;
  }
}

function judgements(comments: string): readonly Choice<Choosable>[] {
  return [
    { value: 'pass', label: 'passed' },
    { value: 'fail', label: 'failed' },
    SKIP,
    comments === ''
      ? { value: 'comment', label: 'write a comment' }
      : { value: 'comment', label: `change the comment: ${oneLine(comments)}` },
    LATER,
  ];
}
