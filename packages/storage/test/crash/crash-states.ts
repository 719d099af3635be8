import { losesCheckpoints } from '../../src/faults.js';
import { FileSystemDriver } from '../../src/filesystem/driver.js';
import { listIfThere, readFile } from '../../src/filesystem/files.js';
import { layoutOf, type SessionLayout } from '../../src/filesystem/layout.js';
import { recover } from '../../src/filesystem/recovery.js';
import { findOwner } from '../../src/filesystem/session-lock.js';
import { runSync } from '../../src/filesystem/steps.js';
import { verifyGenerations } from '../../src/filesystem/verification.js';
import { disksAfterPowerCut, lotFrom } from './power-cut.js';
import { type LeftOut, SimulatedDisk } from './simulated-disk.js';
import { Ledger } from './word-writer.js';
import { PLACE, type Workload } from './workloads.js';

/** How much of all states is looked at. */
export interface Extent {
  /** States per moment. */
  readonly most: number;
  /** One state in so many is also written on, by a new owner. */
  readonly goOnEvery: number;
}

export interface CrashReport {
  readonly moments: number;
  readonly states: number;
  readonly failures: readonly string[];
}

/** Runs a workload and, at each moment of it, looks at every disk that a power cut could leave. */
export async function crashEverywhere(
  workload: Workload,
  extent: Extent,
  seed = 1,
  leftOut?: LeftOut,
): Promise<CrashReport> {
  const disk = new SimulatedDisk();
  if (leftOut !== undefined) disk.leftOut = leftOut;
  const ledger = new Ledger();
  const lot = lotFrom(seed);
  const pace = lotFrom(seed + 1);
  disk.delay = () => 1 + Math.floor(pace() * 4);
  const failures: string[] = [];
  let moments = 0;
  let states = 0;
  disk.onMoment = () => {
    moments++;
    for (const left of disksAfterPowerCut(disk, extent.most, lot)) {
      states++;
      const failure =
        tell(judge, left, ledger) ??
        (states % extent.goOnEvery === 0 ? tell(goOn, left, ledger) : undefined);
      if (failure !== undefined && failures.length < 20)
        failures.push(`moment ${moments}: ${failure}`);
    }
  };
  await workload(disk, ledger);
  return { moments, states, failures };
}

type Judge = (disk: SimulatedDisk, ledger: Ledger) => string | undefined;

function tell(judge: Judge, disk: SimulatedDisk, ledger: Ledger): string | undefined {
  try {
    return judge(disk, ledger);
  } catch (error) {
    return String(error);
  }
}

/** What is wrong with a disk, if anything is. */
function judge(disk: SimulatedDisk, ledger: Ledger): string | undefined {
  const id = ledger.id || onlyId(disk);
  if (id === undefined) return undefined;
  const layout = layoutOf(PLACE, id);
  const names = disk.fileSystem.list(PLACE).sync();
  if (ledger.removing && !names.includes(`${id}.session`)) return undefined;
  const owner = runSync(
    findOwner(disk.fileSystem, layout, runSync(listIfThere(disk.fileSystem, layout.directory))),
  );
  // A lock that doesn't say whose it is can't be proved to be a dead one's, and so never be taken over.
  if (owner?.owner.pid === null) return 'a lock without an owner is left';
  for (const bytes of ledger.keptAside) {
    if (!isKeptAside(disk, layout, bytes)) return 'what was set aside is gone';
  }
  const recovered = runSync(recover(disk.fileSystem, layout));
  if (!ledger.damaged && losesCheckpoints(recovered.faults)) {
    return `looks damaged: ${recovered.faults.map(({ message }) => message).join(' ')}`;
  }
  if (!ledger.damaged && !ledger.historyDamaged) {
    const { faults } = runSync(verifyGenerations(disk.fileSystem, layout));
    if (losesCheckpoints(faults)) {
      return `history looks damaged: ${faults.map(({ message }) => message).join(' ')}`;
    }
  }
  const sequence = recovered.records.at(-1)?.sequence ?? recovered.snapshot?.sequence ?? 0;
  if (sequence < ledger.acknowledged && !ledger.isBatched) {
    return `checkpoint ${ledger.acknowledged} was acknowledged, and ${sequence} is what is left`;
  }
  for (const [name, content] of ledger.logs) {
    const log = runSync(readFile(disk.fileSystem, `${layout.ioLogs}/${name}`));
    if (log?.bytes.toString() !== content) return `log ${name} isn't whole`;
  }
  if (recovered.snapshot === undefined) return undefined;
  const words = [recovered.snapshot.bytes, ...recovered.records.map(({ bytes }) => bytes)];
  const state = words.map((bytes) => Buffer.from(bytes).toString()).join(' ');
  if (state === ledger.states.get(sequence) || ledger.refused.has(state)) return undefined;
  return `checkpoint ${sequence} is ${state}, and was ${ledger.states.get(sequence)}`;
}

/** A new owner takes the session over and saves one more checkpoint. */
function goOn(disk: SimulatedDisk, ledger: Ledger): string | undefined {
  if (ledger.id === '' || ledger.damaged || ledger.removing) return undefined;
  const layout = layoutOf(PLACE, ledger.id);
  const before = runSync(recover(disk.fileSystem, layout));
  if (before.snapshot === undefined) return undefined;
  const sequence = before.records.at(-1)?.sequence ?? before.snapshot.sequence;
  const isKept = before.faults.some(({ code }) => code === 'SET_ASIDE');
  const journal = isKept ? disk.contentOf(layout.journal) : Buffer.of();
  const driver = new FileSystemDriver(PLACE, { keepGenerations: 1 }, disk.fileSystem);
  const fence = driver.claimSync(ledger.id, { force: true });
  const record = { sequence: sequence + 1, kind: 'delta', bytes: Buffer.from('next') } as const;
  driver.appendSync(ledger.id, [record], fence);
  if (isKept && !isKeptAside(disk, layout, journal)) return 'what is told to be set aside is gone';
  const after = runSync(recover(disk.fileSystem, layout));
  const last = after.records.at(-1);
  return last?.sequence === sequence + 1 && after.records.length === before.records.length + 1
    ? undefined
    : `a new owner's checkpoint ${sequence + 1} isn't what is found afterwards`;
}

function isKeptAside(disk: SimulatedDisk, layout: SessionLayout, bytes: Buffer): boolean {
  return runSync(listIfThere(disk.fileSystem, layout.setAside)).some((name) => {
    const file = runSync(readFile(disk.fileSystem, `${layout.setAside}/${name}`));
    // A journal may still have its zeros behind it.
    return file?.bytes.subarray(0, bytes.length).equals(bytes);
  });
}

function onlyId(disk: SimulatedDisk): string | undefined {
  const sessions = disk.root.names.get(PLACE.slice(1));
  if (sessions?.kind !== 'directory') return undefined;
  const [name] = sessions.names.keys();
  return name?.endsWith('.session') ? name.slice(0, -'.session'.length) : undefined;
}
