import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { CATALOGUE } from './catalogue.js';
import { CliError } from './errors.js';
import { ExitCode } from './exit-codes.js';
import { describeFailure, type Failure, usageFailure } from './failure.js';
import type { Invocation, Subject } from './invocation.js';
import { programWords } from './output/command-line.js';
import { tellFailure } from './output/failure-text.js';
import { findPerson } from './output/person.js';
import { createTerminal } from './output/terminal.js';
import { version } from './version.js';

const EXAMPLES = `
Examples:
  plainbox run checks.pxu          run the jobs of a file
  plainbox resume                  go on after Ctrl-C, a crash or a power cut
  plainbox show latest             what came of each job
`;

/** What the scripts of `plainbox completion` call at each press of the key; not for people. */
const COMPLETE = '__complete';

/** Runs one command line and returns what the shell is to get. */
export async function main(process: NodeJS.Process): Promise<ExitCode> {
  const words = process.argv.slice(2);
  const options = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  const invocation: Invocation = {
    terminal: createTerminal(process),
    env: process.env,
    cwd: process.cwd(),
    program: programWords(process.argv[1], process.cwd()),
    executable: [process.execPath, ...process.argv.slice(1, 2)],
    // Also what is wrong with the words themselves is told in the way that they ask for.
    json: options.some((word) => ['--json', '--jsonl'].includes(word)),
    person: findPerson(process, process.env, options),
    subject: { place: [], session: [], sessionToWrite: [], units: [], isToBeWritten: false },
    exitCode: ExitCode.done,
  };
  try {
    if (words[0] === COMPLETE) {
      const { writeCandidates } = await import('./completion/write-candidates.js');
      await writeCandidates(words.slice(words.indexOf('--') + 1), CATALOGUE, invocation);
      return invocation.exitCode;
    }
    const program = await createProgram(invocation, words);
    await program.parseAsync(words, { from: 'user' });
    return await tellLostOutput(invocation, invocation.exitCode);
  } catch (error) {
    const failure = failureOf(error, words, invocation.subject);
    if (failure === undefined) return tellLostOutput(invocation, ExitCode.done);
    if (!isHelp(error)) tellFailure(invocation, failure);
    return failure.exitCode;
  }
}

async function createProgram(invocation: Invocation, words: readonly string[]): Promise<Command> {
  const program = new Command('plainbox')
    .description('Runs jobs as sessions that survive being stopped, killed or cut off.')
    .version(version(), '-V, --version', 'print the version')
    .option('--no-input', 'never ask anything; what would have to be asked fails')
    .helpOption('-h, --help', 'explain a command')
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError();
  program.configureOutput({
    writeOut: (text) => invocation.terminal.write(text),
    writeErr: (text) => invocation.terminal.tell(text.trimEnd()),
    // Told in one way with all other failures.
    outputError: () => {},
  });
  program.hook('preAction', async (_, command) => {
    const { applyConfig } = await import('./config/apply-config.js');
    await applyConfig(command, invocation);
  });
  // Set before the commands are made, which inherit it: commander must never end the process itself.
  program.exitOverride();

  const called = calledCommand(words);
  for (const { name, summary, load } of CATALOGUE) {
    const command = program.command(name).summary(summary).description(sentence(summary));
    if (name === called) (await load()).configure(command, invocation);
  }
  return program;
}

/** The command has done what it was to do; but who reads its answer must not take a part for the whole. */
async function tellLostOutput(invocation: Invocation, exitCode: ExitCode): Promise<ExitCode> {
  const { terminal } = invocation;
  // A stream tells of a failure when it has come to it, and then a turn later.
  await terminal.writeBytes(new Uint8Array());
  await setImmediate();
  const { outputFailure: cause } = terminal;
  if (cause === undefined) return exitCode;
  const lost = new CliError('OUTPUT_FAILED', `cannot write to stdout: ${cause.message}`, {
    cause,
    advice: 'what the command does is done: only its answer is lost, in part or whole',
  });
  tellFailure(invocation, lost);
  return exitCode === ExitCode.done ? lost.exitCode : exitCode;
}

function calledCommand(words: readonly string[]): string | undefined {
  return words.find((word) => !word.startsWith('-') && word !== 'help');
}

/** What the error means to the shell; undefined where it is none: help and version were asked for. */
function failureOf(
  error: unknown,
  words: readonly string[],
  subject: Subject,
): Failure | undefined {
  if (!(error instanceof CommanderError)) return describeFailure(error, subject);
  if (error.exitCode === 0) return undefined;
  const called = calledCommand(words);
  const known = CATALOGUE.some(({ name }) => name === called);
  return usageFailure(error, known && called !== undefined ? [called, '--help'] : ['--help']);
}

/** Called without a command, the program explains itself, and that is all there is to tell. */
function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
