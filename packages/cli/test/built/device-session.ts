import { SessionManager } from '@plainbox/manager';
import { JobDefinition, SessionDeviceContext, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import type { Workplace } from './cli-fixture.js';

/** Fields of a job. */
type Fields = { readonly id: string } & Readonly<Record<string, string>>;

/** `disk` fails on devices with a name; `battery` is for phones. */
export const JOBS: readonly Fields[] = [
  { id: 'disk', plugin: 'shell', command: 'echo looked; test -z "$PLAINBOX_DEVICE"' },
  { id: 'battery', plugin: 'shell', command: 'true', summary: 'It is charged' },
];

/** What makes the command line find the jobs of a session that a program has made. */
export const UNITS: readonly string[] = ['--units', 'jobs.pxu'];

/** Writes the jobs as the file that {@link UNITS} names. */
export async function writeJobs(
  workplace: Workplace,
  jobs: readonly Fields[] = JOBS,
): Promise<readonly JobDefinition[]> {
  const texts = jobs.map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  await workplace.write('jobs.pxu', texts.join('\n'));
  return jobs.map((fields) => new JobDefinition(fields));
}

/**
 * A session as a program makes it, about the devices with these names and the jobs that are asked for on each; null is this
 * machine. Nothing has run yet.
 */
export async function deviceSession(
  workplace: Workplace,
  devices: readonly (readonly [device: string | null, jobs: readonly string[]])[] = [
    [null, ['disk']],
    ['phone', ['disk', 'battery']],
  ],
  jobs: readonly Fields[] = JOBS,
): Promise<{ readonly id: string; readonly location: string }> {
  const units = await writeJobs(workplace, jobs);
  const storage = await new SessionStorageRepository(workplace.store).create();
  const contexts = devices.map(([device, ids]) => {
    const state = new SessionState(units);
    state.updateDesiredJobs(units.filter(({ id }) => ids.includes(id)));
    return new SessionDeviceContext(state, { device });
  });
  const manager = new SessionManager(contexts, storage);
  await manager.checkpoint();
  await manager.close();
  return { id: storage.id, location: storage.location };
}
