import { setTimeout as sleep } from 'node:timers/promises';
import { FileSystemDriver } from '../../src/filesystem/driver.js';
import {
  type AppendedRecord,
  defineRepository,
  type SessionId,
  type SessionStorageRepository,
} from '../../src/index.js';

/** Acknowledges deltas that it writes a little later: for the clause that kills a writer. */
class ForgetfulDriver extends FileSystemDriver {
  #later: Promise<unknown> = Promise.resolve();

  override async append(id: SessionId, record: AppendedRecord, fence: number): Promise<boolean> {
    await this.#later;
    return super.append(id, record, fence);
  }

  override async appendBatch(
    id: SessionId,
    records: readonly AppendedRecord[],
    fence: number,
  ): Promise<boolean> {
    const due = Promise.all([this.#later, sleep(60)]);
    this.#later = due.then(() => super.appendBatch(id, records, fence));
    return true;
  }
}

export function open(place: string): SessionStorageRepository {
  return defineRepository(new ForgetfulDriver(place));
}
