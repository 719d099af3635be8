// What `npm start` shows: a session of real checks is killed midway and goes on in a new process.
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, styleText } from 'node:util';

const { values: options } = parseArgs({ options: { store: { type: 'string' } } });
const root = join(fileURLToPath(import.meta.url), '..', '..');
const cli = join(root, 'packages/cli/dist/main.js');
const jobFile = relative(process.cwd(), join(root, 'examples/machine-check.pxu'));
const store = options.store === undefined ? [] : ['--store', options.store];

/** How long a job must have been running to be worth cutting off. */
const CUT_AFTER_MS = 250;

const colored = process.stderr.isTTY && !process.env.NO_COLOR;
const paint = (style, text) => (colored ? styleText(style, text) : text);
const say = (text = '') => process.stderr.write(`${text}\n`);
const heading = (text) => say(`\n${paint('bold', paint('cyan', `── ${text} `.padEnd(78, '─')))}\n`);

/** Starts the built program in a process group of its own; its events come on a pipe, the rest is for eyes. */
function plainbox(...words) {
  const child = spawn(process.execPath, [cli, ...words, ...store], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  // Ctrl-C reaches this process only: the other group is told by us.
  const forward = (signal) => process.kill(-child.pid, signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forward);
  ended.finally(() => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, forward);
  });
  return { child, ended, lines: createInterface({ input: child.stdout }) };
}

/** Follows a run by its events; `onEvent` may kill it. */
async function follow({ child, ended, lines }, onEvent = () => {}) {
  const seen = { session: undefined, begun: [], results: new Map(), child };
  for await (const line of lines) {
    const event = JSON.parse(line);
    if (event.event === 'session-begins') seen.session = event;
    if (event.event === 'job-begins') seen.begun.push(event.job);
    if (event.event === 'job-ends') seen.results.set(event.job, event);
    onEvent(event, seen);
  }
  return { ...seen, ...(await ended) };
}

/** Kills the whole process group once half of the jobs are done and one has been running for a moment. */
function killMidway() {
  let timer;
  return (event, { session, results, child }) => {
    clearTimeout(timer);
    if (event.event !== 'job-begins' || results.size < session.todo.length / 2) return;
    timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), CUT_AFTER_MS);
  };
}

async function readSession(id) {
  const { lines, ended } = plainbox('show', id, '--json');
  let text = '';
  for await (const line of lines) text += line;
  const { code } = await ended;
  if (code !== 0) throw new Error(`plainbox show ended with ${code}`);
  return JSON.parse(text);
}

function stop(code, text) {
  say(`${paint('red', 'npm start:')} ${text}`);
  process.exit(code || 1);
}

heading('a session of real checks begins');
const first = await follow(
  plainbox('run', jobFile, '--title', 'Machine check', '--jsonl'),
  killMidway(),
);
if (colored) say('\x1b[?25h'); // whoever is killed can't give the cursor back
if (first.signal !== 'SIGKILL') {
  stop(first.code, `the run ended (${first.code ?? first.signal}) before it could be killed`);
}
const cutOff = first.begun.filter((job) => !first.results.has(job));
heading(`killed: SIGKILL to process ${first.child.pid} and its group`);
say(
  `It had finished ${first.results.size} of ${first.session.todo.length} jobs and was at work on ${cutOff}.`,
);

heading('a new process goes on with it');
const second = await follow(plainbox('resume', first.session.id, '--jsonl'));
if (second.code !== 0 && second.code !== 100) {
  stop(second.code, `the resume ended with ${second.code ?? second.signal}`);
}

heading('proof: no finished job ran twice');
const { session, jobs } = await readSession(first.session.id);
const attempts = new Map(jobs.map((job) => [job.id, job.attempts]));
const logs = await readdir(join(session.location, 'io-logs'));
const logsOf = (job) =>
  new Set(attempts.get(job)?.flatMap(({ ioLog }) => (ioLog ? [ioLog] : []))).size;

const finished = [...first.results.keys()];
const claims = [
  [
    `${finished.length} jobs had finished before the kill; all of their results are on record, unchanged`,
    finished.every((job) => {
      const [kept] = attempts.get(job) ?? [];
      const { outcome, seconds } = first.results.get(job);
      return kept !== undefined && kept.outcome === outcome && kept.seconds === seconds;
    }),
  ],
  [
    `the new process began ${second.begun.length} jobs, none of those ${finished.length} among them`,
    second.begun.length > 0 && !second.begun.some((job) => first.results.has(job)),
  ],
  [
    'the record holds one attempt with one log for each of them',
    finished.every((job) => attempts.get(job)?.length === 1 && logsOf(job) <= 1),
  ],
  [
    `every job has a result: ${jobs.length} of ${first.session.todo.length}`,
    first.session.todo.every((job) => (attempts.get(job)?.length ?? 0) > 0),
  ],
];
for (const [claim, holds] of claims) {
  say(`${holds ? paint('green', '✔') : paint('red', '✘')} ${claim}`);
}
for (const job of cutOff) {
  say(`${paint('yellow', '•')} ${job}, which the kill cut off: ${story(attempts.get(job) ?? [])}`);
}
const records = logs.filter((name) => name.endsWith('.record.gz')).length;
say(`${paint('dim', `  (${records} logs of attempts in ${join(session.location, 'io-logs')})`)}`);

say(`\nThe session lies in  ${session.location}`);
const show = ['node', relative(process.cwd(), cli), 'show', session.id, ...store].join(' ');
say(`Look at it with      ${paint('bold', show)}`);
process.exitCode = claims.every(([, holds]) => holds) ? 0 : 1;

function story(results) {
  return results
    .map(({ outcome, comments }) => (comments ? `${outcome} (${comments})` : outcome))
    .join(', then ');
}
