import type { SessionManager } from '@plainbox/manager';
import { readBootId } from './boot-id.js';
import type { Judged } from './decisions/cut-off-attempts.js';
import { DEFAULT_MAX_CRASHES } from './is-to-do.js';
import { Ledger } from './ledger.js';
import type { SessionRunnerOptions } from './runner-options.js';

/** All that the attempts under way are judged by, for each device of a session. */
export function judgedDevices(
  manager: SessionManager,
  options: Pick<SessionRunnerOptions, 'maxCrashes' | 'bootId'>,
): readonly Judged[] {
  const { maxCrashes = DEFAULT_MAX_CRASHES, bootId = readBootId() } = options;
  return manager.devices.map((device) => {
    return { manager, device, ledger: new Ledger(device.data), bootId, maxCrashes };
  });
}
