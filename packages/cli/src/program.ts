import { Command, CommanderError } from 'commander';
import { CATALOGUE } from './catalogue.js';
import { ExitCode } from './exit-codes.js';
import { describeFailure } from './failure.js';
import type { Invocation } from './invocation.js';
import { programWords } from './output/command-line.js';
import { tellFailure } from './output/failure-text.js';
import { createTerminal } from './output/terminal.js';
import { version } from './version.js';

const EXAMPLES = `
Examples:
  plainbox run checks.pxu          run the jobs of a file
  plainbox resume                  go on after Ctrl-C, a crash or a power cut
  plainbox show latest             what came of each job
`;

/** Runs one command line and returns what the shell is to get. */
export async function main(process: NodeJS.Process): Promise<ExitCode> {
  ignoreClosedPipes(process);
  const invocation: Invocation = {
    terminal: createTerminal(process),
    env: process.env,
    cwd: process.cwd(),
    program: programWords(process.argv[1], process.cwd()),
    exitCode: ExitCode.done,
  };
  const words = process.argv.slice(2);
  try {
    const program = await createProgram(invocation, words);
    await program.parseAsync(words, { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    const failure = describeFailure(error);
    tellFailure(invocation, failure);
    return failure.exitCode;
  }
}

async function createProgram(invocation: Invocation, words: readonly string[]): Promise<Command> {
  const program = new Command('plainbox')
    .description('Runs jobs as sessions that survive being stopped, killed or cut off.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError('(`plainbox --help` lists the commands)');
  program.configureOutput({
    writeOut: (text) => invocation.terminal.write(text),
    writeErr: (text) => invocation.terminal.tell(text.trimEnd()),
  });
  // Set before the commands are made, which inherit it: commander must never end the process itself.
  program.exitOverride();

  const called = words.find((word) => !word.startsWith('-') && word !== 'help');
  for (const { name, summary, load } of CATALOGUE) {
    const command = program.command(name).summary(summary).description(sentence(summary));
    if (name === called) (await load()).configure(command, invocation);
  }
  return program;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

/** `plainbox ls | head -1` closes our stdout early: no failure, and no reason to stop a session. */
function ignoreClosedPipes(process: NodeJS.Process): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
