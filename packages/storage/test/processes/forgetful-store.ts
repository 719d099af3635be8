import { FileSystemDriver } from '../../src/filesystem/driver.js';
import {
  type AppendedRecord,
  defineRepository,
  type SessionId,
  type SessionStorageRepository,
} from '../../src/index.js';

/** Acknowledges deltas that it writes a little later: for the clause that kills a writer. */
class ForgetfulDriver extends FileSystemDriver {
  override async appendBatch(
    id: SessionId,
    records: readonly AppendedRecord[],
    fence: number,
  ): Promise<boolean> {
    setTimeout(() => super.appendBatch(id, records, fence), 60);
    return true;
  }
}

export function open(place: string): SessionStorageRepository {
  return defineRepository(new ForgetfulDriver(place));
}
