import { SessionManager } from '@plainbox/session';
import { JobDefinition, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';

const job = new JobDefinition({ id: 'hello', plugin: 'shell', command: 'echo hello' });
export const state: SessionState = new SessionState([job]);
export const repository: typeof SessionStorageRepository = SessionStorageRepository;
export const manager: Promise<SessionManager> = SessionManager.createSession({ units: [job] });
