import { fileSystemRepository, type SessionStorageRepository } from '../../src/index.js';

/** For the clause that kills a writer. */
export function open(place: string): SessionStorageRepository {
  return fileSystemRepository(place);
}
