// Opening a stored session anew, in a process that knows its jobs already.
import { SessionManager } from '@plainbox/manager';
import { SessionStorageRepository } from '@plainbox/storage';
import { makeUnits } from '../../harness/session.mjs';

export function prepare({ folder, id, size }) {
  const units = makeUnits(size);
  for (const unit of units) unit.checksum;
  const repo = new SessionStorageRepository(folder);
  return {
    async run() {
      const session = await SessionManager.openSession(id, { units, repo });
      if (session.state.jobs.size !== size) throw new Error('the session is not whole');
    },
    // Not closed: that would fold the journal, and the next round is to find it.
  };
}
