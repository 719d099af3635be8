/** Who sits at the terminal and can be asked. */
export interface Person {
  /** Asks a question that yes or no answers; no is the default, and so is walking away. */
  confirm(question: string): Promise<boolean>;
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
  return {
    async confirm(question) {
      const { confirm } = await import('@clack/prompts');
      // Questions are messages: stdout is for data.
      const answer = await confirm({
        message: question,
        initialValue: false,
        input: stdin,
        output: stderr,
      });
      return answer === true;
    },
  };
}
