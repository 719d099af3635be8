/** Who sits at the terminal and can be asked. */
export interface Person {
  /** Asks a question that yes or no answers; no is the default, and so is walking away. */
  confirm(question: string): Promise<boolean>;
  /** Lets one of the choices be taken; undefined if the person would rather leave (Ctrl-C, Escape). */
  choose<Value>(
    question: string,
    choices: readonly Choice<Value>[],
    options: { readonly signal: AbortSignal },
  ): Promise<Value | undefined>;
  /** Lets a line be typed, and hands in each state of it; undefined as for {@link choose}. */
  write(question: string, options: WriteOptions): Promise<string | undefined>;
}

/** One answer of several. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  /** Shown while it is the one that Enter takes. */
  readonly hint?: string;
}

/** How a line is typed. */
interface WriteOptions {
  /** What was typed before. */
  readonly draft: string;
  /** Called with all of the line at each key. */
  readonly onChange: (text: string) => void;
  readonly signal: AbortSignal;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The person at the terminal, if there is one who wants to be asked. */
export function findPerson(
  { stdin, stderr }: Streams,
  env: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
): Person | undefined {
  const isThere = stdin.isTTY === true && stderr.isTTY === true && env['TERM'] !== 'dumb';
  if (!isThere || env['CI'] || words.includes('--no-input')) return undefined;
  // Questions are messages: stdout is for data.
  const streams = { input: stdin, output: stderr };
  return {
    async confirm(question) {
      const { confirm } = await import('@clack/prompts');
      const answer = await confirm({ message: question, initialValue: false, ...streams });
      return answer === true;
    },
    async choose<Value>(
      question: string,
      choices: readonly Choice<Value>[],
      { signal }: { readonly signal: AbortSignal },
    ) {
      const { isCancel, select } = await import('@clack/prompts');
      const options = choices.map(({ label, hint }, value) => ({
        value,
        label,
        ...(hint === undefined ? {} : { hint }),
      }));
      const chosen = await select({ message: question, options, signal, ...streams });
      return isCancel(chosen) ? undefined : choices[chosen]?.value;
    },
    async write(question, { draft, onChange, signal }) {
      const { isCancel, TextPrompt } = await import('@clack/core');
      const prompt = new TextPrompt({
        initialUserInput: draft,
        signal,
        ...streams,
        render() {
          return this.state === 'submit' || this.state === 'cancel'
            ? `${question} ${this.userInput}`
            : `${question} ${this.userInputWithCursor}`;
        },
      });
      prompt.on('userInput', onChange);
      const text = await prompt.prompt();
      return isCancel(text) ? undefined : (text ?? '');
    },
  };
}
