import type { JobDefinition } from '@plainbox/state';
import { isTakenUp, type Judged, judgeCutOffAttempts } from './decisions/cut-off-attempts.js';
import { isToDo } from './is-to-do.js';

/** The jobs of a device's run list that a run would take up now, in its order. */
export function jobsToDo(judged: Judged): readonly JobDefinition[] {
  const { device, maxCrashes } = judged;
  const cutOffs = judgeCutOffAttempts(judged).filter(isTakenUp);
  const underWay = new Set(cutOffs.map(({ id }) => id));
  return device.state.runList.filter(
    ({ id }) => underWay.has(id) || isToDo(device, id, maxCrashes),
  );
}
