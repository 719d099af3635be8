import type { RunContext } from './run-context.js';

/** Puts jobs that templates generate during a run on the run list, as far as they are wanted. */
export function adoptGeneratedJobs(context: RunContext, signal: AbortSignal): void {
  const { state, runGenerated, schedule, progress, events } = context;
  state.on(
    'jobAdded',
    (job) => {
      if (!runGenerated(job)) return;
      for (const problem of state.updateDesiredJobs([...state.desiredJobs, job.id])) {
        events.emit('problem', problem);
      }
      progress.begin(schedule.toDo);
    },
    { signal },
  );
}
