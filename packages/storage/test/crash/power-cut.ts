import {
  applyChange,
  applyNames,
  type DiskFile,
  type DiskFolder,
  type DiskNode,
  type FileChange,
  folder,
  SimulatedDisk,
} from './simulated-disk.js';

const SECTOR = 512;
/** Up to here every subset of a write's sectors is tried, beyond it the telling ones and some by lot. */
const SECTORS_FOR_ALL = 4;
const BY_LOT = 6;

/** One thing that a power cut decides, with so many outcomes. */
interface Choice {
  readonly outcomes: number;
}

/** What became of a write: the sectors that reached the disk. */
interface Tear {
  readonly sectors: readonly boolean[];
  /** The new length of the file is on disk, whatever its bytes. */
  readonly sized: boolean;
}

/** Random numbers that are the same at every run. */
export type Lot = () => number;

export function lotFrom(seed: number): Lot {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Every disk that a power cut at this moment may leave: each change that isn't synced is there or not, on
 * its own, and a write is there in any of its sectors. If there are more than `most`, the extremes and
 * others by lot.
 */
export function* disksAfterPowerCut(
  disk: SimulatedDisk,
  most: number,
  lot: Lot,
): Iterable<SimulatedDisk> {
  const nodes = reachable(disk.root);
  const tears = new Map<FileChange, readonly Tear[]>();
  const choices: Choice[] = [];
  for (const node of nodes) {
    if (node.kind === 'directory') {
      for (const _ of node.pending) choices.push({ outcomes: 2 });
    } else {
      for (const change of node.pending) {
        const outcomes = change.kind === 'write' ? tearsOf(node, change, lot) : WHOLE_OR_NOT;
        tears.set(change, outcomes);
        choices.push({ outcomes: outcomes.length });
      }
    }
  }
  for (const picked of combinations(choices, most, lot)) {
    yield build(disk, nodes, tears, picked);
  }
}

const WHOLE_OR_NOT: readonly Tear[] = [
  { sectors: [], sized: false },
  { sectors: [], sized: true },
];

function tearsOf(
  file: DiskFile,
  change: FileChange & { kind: 'write' },
  lot: Lot,
): readonly Tear[] {
  const first = Math.floor(change.position / SECTOR);
  const last = Math.floor((change.position + change.bytes.length - 1) / SECTOR);
  const count = last - first + 1;
  const grows = change.position + change.bytes.length > file.durable.length;
  const subsets: boolean[][] = [];
  if (count <= SECTORS_FOR_ALL) {
    for (let mask = 0; mask < 2 ** count; mask++) {
      subsets.push(Array.from({ length: count }, (_, index) => (mask & (1 << index)) !== 0));
    }
  } else {
    const test = (holds: (index: number) => boolean): void => {
      subsets.push(Array.from({ length: count }, (_, index) => holds(index)));
    };
    test(() => false);
    test(() => true);
    test((index) => index > 0);
    test((index) => index < count - 1);
    for (const length of [1, 2, 3]) test((index) => index < length);
    for (let i = 0; i < BY_LOT; i++) test(() => lot() < 0.5);
  }
  const tears = subsets.map((sectors) => ({ sectors, sized: true }));
  // A file may also keep its old length, and with it lose everything behind.
  return grows ? [{ sectors: [], sized: false }, ...tears] : tears;
}

function* combinations(choices: readonly Choice[], most: number, lot: Lot): Iterable<number[]> {
  const total = choices.reduce((product, { outcomes }) => product * outcomes, 1);
  if (total <= most) {
    for (let index = 0; index < total; index++) {
      let rest = index;
      yield choices.map(({ outcomes }) => {
        const picked = rest % outcomes;
        rest = Math.floor(rest / outcomes);
        return picked;
      });
    }
    return;
  }
  yield choices.map(() => 0);
  yield choices.map(({ outcomes }) => outcomes - 1);
  for (let i = 2; i < most; i++) yield choices.map(({ outcomes }) => Math.floor(lot() * outcomes));
}

function build(
  disk: SimulatedDisk,
  nodes: readonly DiskNode[],
  tears: ReadonlyMap<FileChange, readonly Tear[]>,
  picked: readonly number[],
): SimulatedDisk {
  let next = 0;
  const copies = new Map<DiskNode, DiskNode>();
  const names = new Map<DiskFolder, Map<string, DiskNode>>();
  for (const node of nodes) {
    if (node.kind === 'directory') {
      const left = new Map(node.durable);
      for (const change of node.pending) if (picked[next++] === 1) applyNames(left, change);
      names.set(node, left);
      copies.set(node, folder(node.inode));
    } else {
      let bytes = node.durable;
      for (const change of node.pending) {
        const tear = tears.get(change)?.[picked[next++] ?? 0];
        if (tear !== undefined) bytes = applyTear(bytes, change, tear);
      }
      copies.set(node, {
        kind: 'file',
        inode: node.inode,
        bytes,
        durable: bytes,
        pending: [],
      });
    }
  }
  for (const [original, left] of names) {
    const copy = copies.get(original) as DiskFolder;
    for (const [name, node] of left) {
      const target = copies.get(node);
      if (target !== undefined) copy.names.set(name, target);
    }
    copy.durable = new Map(copy.names);
  }
  return SimulatedDisk.afterPowerCut(copies.get(disk.root) as DiskFolder, disk.nextInode);
}

function applyTear(bytes: Buffer, change: FileChange, tear: Tear): Buffer {
  if (change.kind === 'truncate') return tear.sized ? applyChange(bytes, change) : bytes;
  if (!tear.sized) return bytes;
  const end = change.position + change.bytes.length;
  const left = Buffer.alloc(Math.max(bytes.length, end));
  bytes.copy(left);
  const firstSector = Math.floor(change.position / SECTOR);
  for (const [index, isThere] of tear.sectors.entries()) {
    if (!isThere) continue;
    const start = Math.max(change.position, (firstSector + index) * SECTOR);
    const stop = Math.min(end, (firstSector + index + 1) * SECTOR);
    change.bytes.copy(left, start, start - change.position, stop - change.position);
  }
  return left;
}

/** Everything that has a name now, or had one when the folder was last synced. */
function reachable(root: DiskFolder): DiskNode[] {
  const found = new Set<DiskNode>([root]);
  for (const node of found) {
    if (node.kind !== 'directory') continue;
    for (const child of node.names.values()) found.add(child);
    for (const child of node.durable.values()) found.add(child);
    for (const { set } of node.pending) {
      for (const [, child] of set) if (child !== undefined) found.add(child);
    }
  }
  return [...found];
}
