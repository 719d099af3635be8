import { basename, dirname, resolve } from 'node:path';
import { createFileSystemDriver, FileSystemDriver } from './filesystem/driver.js';
import { layoutIn } from './filesystem/layout.js';
import type { FileSystemOptions } from './filesystem/writer-options.js';
import { MemoryDriver } from './memory/driver.js';
import { readOnlyDriver } from './read-only/driver.js';
import { defineRepository, type SessionStorageRepository } from './repository.js';
import { slugify } from './session-id.js';

/** Sessions as folders below `location`, by default the user's own place. */
export function fileSystemRepository(
  location?: string,
  options?: FileSystemOptions,
): SessionStorageRepository {
  return defineRepository(createFileSystemDriver(location, options));
}

/**
 * One session for reading, in a folder of any name: a copy, or an archive that was unpacked. Its id is
 * made of the folder's name.
 */
export function sessionFolderRepository(folder: string): SessionStorageRepository {
  const path = resolve(folder);
  const id = slugify(basename(path))
    .replace(/^\.|^$/, '_')
    .slice(0, 200);
  const driver = new FileSystemDriver(dirname(path), {}, undefined, () => layoutIn(path, id));
  return defineRepository({
    ...readOnlyDriver(driver),
    async *list() {
      yield { id, location: path };
    },
  });
}

/** Sessions that live as long as the process. */
export function memoryRepository(): SessionStorageRepository {
  return defineRepository(new MemoryDriver());
}
