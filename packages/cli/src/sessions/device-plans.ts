import type { SessionDevice } from '@plainbox/manager';
import type { ResumePlan } from '@plainbox/runner';

/** What a run would do on one device. */
export interface DevicePlan extends ResumePlan {
  readonly on: SessionDevice;
}

/**
 * The plan of each device. One plan joins those of all devices, and names the device of what is decided and of what runs
 * again; where the others belong follows from the state of each device.
 */
export function plansByDevice(
  devices: readonly SessionDevice[],
  plan: ResumePlan,
): readonly DevicePlan[] {
  const [only, ...further] = devices;
  if (only !== undefined && further.length === 0) return [{ on: only, ...plan }];
  const kept = new Set(plan.kept);
  const neverStarted = new Set(plan.neverStarted);
  const settled = devices.map(({ device }) => ({
    decided: plan.decided.filter((each) => each.device === device),
    runAgain: plan.runAgain.filter((each) => each.device === device),
  }));
  const isSettled = settled.map(({ decided, runAgain }) => {
    const ids = new Set([...decided, ...runAgain].map(({ job }) => job.id));
    return (id: string): boolean => ids.has(id);
  });
  const awaiting = awaitingDevice(devices, plan, isSettled);
  return devices.map((on, place) => {
    const { decided = [], runAgain = [] } = settled[place] ?? {};
    const awaitsReboot = on === awaiting ? plan.awaitsReboot : undefined;
    const others = on.state.runList.filter(
      ({ id }) => !isSettled[place]?.(id) && id !== awaitsReboot?.id,
    );
    const hasRun = (id: string): boolean => (on.state.jobs.get(id)?.resultHistory.length ?? 0) > 0;
    return {
      ...{ on, decided, runAgain, awaitsReboot },
      kept: others.filter((job) => hasRun(job.id) && kept.has(job)),
      neverStarted: others.filter((job) => !hasRun(job.id) && neverStarted.has(job)),
    };
  });
}

/** The device whose job waits for a reboot. While one does, no job of another runs that could wait as well. */
function awaitingDevice(
  devices: readonly SessionDevice[],
  { awaitsReboot }: ResumePlan,
  isSettled: readonly ((id: string) => boolean)[],
): SessionDevice | undefined {
  if (awaitsReboot === undefined) return undefined;
  const having = devices.filter(
    ({ state }, place) =>
      state.runList.includes(awaitsReboot) && !isSettled[place]?.(awaitsReboot.id),
  );
  const isRunning = ({ state }: SessionDevice): boolean =>
    state.metadata.runningJobName === awaitsReboot.id;
  return having.find(isRunning) ?? having[0];
}
