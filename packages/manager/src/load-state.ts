import {
  CheckpointChain,
  type JobDifferences,
  type ResumeContext,
  type StoredDevices,
} from '@plainbox/codecs';
import { SessionState, type Unit } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import { noteBase } from './checkpoint-base.js';
import { DeviceSeat } from './device-contexts/device-seat.js';
import { SessionIoLogs } from './io-logs/session-io-logs.js';
import { checkPolicies } from './job-changes/check-policies.js';
import { type JobChanges, NO_JOB_CHANGES } from './job-changes/job-changes.js';
import { judgeChangedJobs } from './job-changes/judge-changed-jobs.js';
import type { LoadSessionOptions, SessionManagerOptions } from './options.js';
import { defaultCodec, withSessionData } from './session-data.js';
import { sessionDirectory } from './session-directory.js';

const NO_DIFFERENCES: JobDifferences = { ...NO_JOB_CHANGES, changed: [] };

/** The devices of a session as they were stored, and what is otherwise with their jobs than it was. */
export interface LoadedState {
  readonly seats: readonly DeviceSeat[];
  /** Of each of the devices. */
  readonly changes: readonly JobChanges[];
}

/** A state that was never saved. */
export function freshState(
  units: Iterable<Unit>,
  storage: SessionStorage,
  { logFolders }: SessionManagerOptions,
): SessionState {
  const logs = new SessionIoLogs(storage.location, logFolders);
  return new SessionState(units, { readIoLog: (path) => logs.read(path) });
}

/** Reads the state that is stored; a fresh one if none is. Writes nothing. */
export async function loadState(
  units: Iterable<Unit>,
  storage: SessionStorage,
  options: LoadSessionOptions,
): Promise<LoadedState> {
  checkPolicies(options);
  const stored = options.stored ?? (await storage.load());
  if (!stored) {
    const state = freshState(units, storage, options);
    return { seats: [new DeviceSeat(state)], changes: [NO_JOB_CHANGES] };
  }

  const { codec: given = defaultCodec(), flags, earlyCallback, unitsOf } = options;
  const codec = withSessionData(given);
  // One pass: the units may come from a generator, and be asked for once for each device.
  const shared = [...units];
  const chain = new CheckpointChain();
  const context = { ...resumeContext(storage, options), chain };
  const differences: (JobDifferences | undefined)[] = [];
  const noteFor =
    (place: number) =>
    (found: JobDifferences): void => {
      differences[place] = found;
    };
  let devices: StoredDevices | undefined;
  const unitsFor = (device: string | null | undefined): Iterable<Unit> =>
    (typeof device === 'string' && unitsOf?.(device)) || shared;
  // The name of the first device is known as soon as somebody asks for its units.
  const unitsOfFirst = { [Symbol.iterator]: () => unitsFor(devices?.first)[Symbol.iterator]() };
  const state = await codec.resume(stored, unitsOfFirst, {
    ...context,
    onJobDifferences: noteFor(0),
    onDevices: (found) => {
      devices = found;
    },
  });
  const seats = [new DeviceSeat(state, devices?.first ?? null)];
  for (const { device, restore } of devices?.others ?? []) {
    const onJobDifferences = noteFor(seats.length);
    const restored = restore(unitsFor(device), { onJobDifferences });
    seats.push(new DeviceSeat(restored, device));
  }
  const changes: JobChanges[] = [];
  for (const [place, seat] of seats.entries()) {
    changes.push(await judged(differences[place], seat, options));
  }
  const isAsStored =
    flags === undefined && earlyCallback === undefined && changes.every(leavesStateAsStored);
  // Where the state may be another than what is stored no delta can go on from there.
  const canGoOn = isAsStored && seats.every((seat) => chain.goesOn(seat.state));
  if (canGoOn) noteBase(state, { storage, snapshotSequence: stored.snapshotSequence, chain });
  return { seats, changes };
}

async function judged(
  { changed, ...others }: JobDifferences = NO_DIFFERENCES,
  seat: DeviceSeat,
  { onChangedJob = 'keep' }: LoadSessionOptions, // Without a policy the codec has refused them already.
): Promise<JobChanges> {
  return { ...others, changed: await judgeChangedJobs(changed, seat, onChangedJob) };
}

function leavesStateAsStored({ changed, gone, returned }: JobChanges): boolean {
  return changed.length + gone.length + returned.length === 0;
}

function resumeContext(storage: SessionStorage, options: LoadSessionOptions): ResumeContext {
  const { earlyCallback, flags = [], logFolders, onChangedJob = 'fail' } = options;
  const mayChange = onChangedJob !== 'fail';
  return {
    location: sessionDirectory(storage) && storage.location,
    sessionId: storage.id,
    ioLogs: new SessionIoLogs(storage.location, logFolders),
    earlyCallback,
    flags: mayChange ? [...flags, 'ignore-job-checksums'] : flags,
    setGoneJobsAside: options.onGoneJob === 'setAside',
    logFolders,
  };
}
