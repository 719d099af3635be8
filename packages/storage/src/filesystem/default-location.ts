import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where a user's sessions live unless told otherwise: `$PLAINBOX_SESSION_REPOSITORY`, else
 * `$XDG_STATE_HOME/plainbox/sessions`, else `~/.local/state/plainbox/sessions`; an empty variable
 * counts as unset. Not the cache: caches get wiped, sessions must not.
 */
export function defaultRepositoryLocation(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['PLAINBOX_SESSION_REPOSITORY'];
  if (chosen) return resolve(chosen);
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return resolve(state, 'plainbox', 'sessions');
}
