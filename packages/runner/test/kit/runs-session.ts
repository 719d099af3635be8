// A program that creates or opens a session and runs it, telling each event as a line of JSON.
import { type ChangedJobPolicy, SessionManager } from '@plainbox/manager';
import { JobDefinition, SessionDeviceContext, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { SessionRunner, type SessionRunnerOptions } from '../../src/index.js';

/** What the program is told on its command line, as JSON. */
export interface Orders {
  readonly folder: string;
  /** Missing: a new one is made. */
  readonly session?: string;
  /** Devices that a new session is about besides this machine. */
  readonly devices?: readonly string[];
  readonly jobs: readonly Record<string, string>[];
  /** What becomes of jobs whose definition changed, by their ids; others are kept. */
  readonly changed?: Readonly<Record<string, ChangedJobPolicy>>;
  readonly options: Pick<SessionRunnerOptions, 'bootId' | 'jobs' | 'maxCrashes'>;
}

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const units = orders.jobs.map((fields) => new JobDefinition(fields));
const repo = new SessionStorageRepository(orders.folder);
const manager = orders.session
  ? await SessionManager.openSession(orders.session, {
      repo,
      units,
      onChangedJob: ({ job }) => orders.changed?.[job.id] ?? 'keep',
    })
  : await SessionManager.createSession({ repo, units });
if (!orders.session) {
  for (const device of orders.devices ?? []) {
    manager.addDeviceContext(new SessionDeviceContext(new SessionState(units), { device }));
  }
  for (const { state } of manager.devices) state.updateDesiredJobs(units);
}

const tell = (event: Record<string, unknown>): void => console.log(JSON.stringify(event));
const runner = new SessionRunner(manager, orders.options);
runner.on('runStarted', () => tell({ event: 'runStarted', session: manager.storage.id }));
runner.on('decision', ({ job: { id }, rule, outcome, runsAgain }) =>
  tell({ event: 'decision', id, rule, outcome, runsAgain }),
);
runner.on('jobStarted', ({ job: { id } }) => tell({ event: 'jobStarted', id }));
runner.on('output', ({ job: { id }, data }) =>
  tell({ event: 'output', id, text: Buffer.from(data).toString() }),
);
runner.on('jobFinished', ({ job: { id }, result, attempt }) =>
  tell({ event: 'jobFinished', id, outcome: result.outcome, attempt }),
);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const report = await runner.run({ signal: stop.signal });
tell({ event: 'runFinished', ...report });
await manager.close();
