import type { SessionId, StorageDriver, StorageFault, VerifyReport } from './driver.js';
import { isStorageError } from './errors.js';

/** The check for stores that have none of their own: every record can be read, and the order has no gap. */
export async function verifyRecords(driver: StorageDriver, id: SessionId): Promise<VerifyReport> {
  const faults: StorageFault[] = [];
  let sequence = 0;
  let recordsChecked = 0;
  try {
    for await (const record of driver.read(id, undefined, (fault) => faults.push(fault))) {
      if (recordsChecked > 0 && record.sequence !== sequence + 1) {
        const lostTo = record.sequence - 1;
        const message = `Records ${sequence + 1} to ${lostTo} are missing.`;
        faults.push({ code: 'DAMAGED_JOURNAL', message, lostFrom: sequence + 1, lostTo });
        break;
      }
      sequence = record.sequence;
      recordsChecked++;
    }
  } catch (error) {
    if (!isStorageError(error)) throw error;
    faults.push({ code: 'UNREADABLE', message: error.message });
  }
  const ok = faults.every(({ code, lostFrom }) => code !== 'UNREADABLE' && lostFrom === undefined);
  return { id, ok, sequence, recordsChecked, faults };
}
