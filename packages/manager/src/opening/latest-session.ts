import type { SessionStorageRepository } from '@plainbox/storage';
import { ManagerError } from '../errors.js';

/**
 * The id of the session that was saved last.
 *
 * @throws ManagerError `SESSION_NOT_FOUND` when there is none.
 */
export async function latestSession(repo: SessionStorageRepository): Promise<string> {
  // What has a name that no session can have is none.
  for await (const { id, fault } of repo.list()) if (fault?.code !== 'INVALID_ID') return id;
  throw new ManagerError(
    'SESSION_NOT_FOUND',
    `there is no session in ${repo.location}: make one with SessionManager.createSession`,
  );
}
