import { pathToFileURL } from 'node:url';
import { afterAll, describe, test } from 'vitest';
import { type ConformanceOptions, storageConformance } from '../src/conformance/index.js';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import {
  defineRepository,
  fileSystemRepository,
  MemoryDriver,
  readOnlyDriver,
} from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { damageHooks } from './file-system-hooks.js';
import { bundle } from './processes/program.js';

const program = await bundle('file-system-store');
afterAll(() => program.discard());
const module = pathToFileURL(program.path).href;

/** A full disk in each place that is asked for one. */
const systems = new Map<string, FailingFileSystem>();
function systemOf(place: string): FailingFileSystem {
  const system = systems.get(place) ?? new FailingFileSystem();
  systems.set(place, system);
  return system;
}

const fileSystem: Omit<ConformanceOptions, 'test'> = {
  open: (place) => defineRepository(new FileSystemDriver(place, {}, systemOf(place).fileSystem)),
  module,
  ...damageHooks,
  fill: async (place) => {
    systemOf(place).failure = { operation: 'write', path: '', code: 'ENOSPC' };
    return async () => {
      systemOf(place).failure = undefined;
    };
  },
};

describe('the file system', () => storageConformance({ test, ...fileSystem }));

/** In milliseconds: longer than any write takes. */
const ALWAYS = Number.MAX_VALUE;

describe('a file system that answers so soon that it is waited for in place', () =>
  storageConformance({
    test,
    ...fileSystem,
    open: (place) =>
      defineRepository(
        new FileSystemDriver(place, {}, { ...systemOf(place).fileSystem, longestWait: ALWAYS }),
      ),
  }));

describe('the file system in snapshot mode', () =>
  storageConformance({
    test,
    open: (place) => fileSystemRepository(place, { mode: 'snapshot' }),
    module,
  }));

describe('the file system, synced in batches', () =>
  storageConformance({
    test,
    open: (place) => fileSystemRepository(place, { durability: 'batched', batchInterval: 5 }),
    module,
    ...damageHooks,
  }));

describe('the file system, read through the read-only wrapper', () =>
  storageConformance({
    test,
    ...fileSystem,
    openReader: (place) => defineRepository(readOnlyDriver(new FileSystemDriver(place))),
  }));

const memories = new Map<string, MemoryDriver>();
function memoryAt(place: string): MemoryDriver {
  const driver = memories.get(place) ?? new MemoryDriver();
  memories.set(place, driver);
  return driver;
}

describe('memory', () =>
  storageConformance({ test, open: (place) => defineRepository(memoryAt(place)) }));

describe('memory, read through the read-only wrapper', () =>
  storageConformance({
    test,
    open: (place) => defineRepository(memoryAt(place)),
    openReader: (place) => defineRepository(readOnlyDriver(memoryAt(place))),
  }));
