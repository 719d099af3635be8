// The public names of @plainbox/runner, one list per subject.

// executors
export type {
  FunctionJob,
  JobFunction,
  JobFunctionContext,
  JobFunctionResult,
  JobVerdict,
} from '@plainbox/state';
// people
export type { Answer, Asker, Question } from './asking/asker.js';
// going on after a reboot
export type {
  ArmedSession,
  AutoresumeMethod,
  SessionToResume,
} from './autoresume/armed-session.js';
export { Autoresume, defaultConfigHome } from './autoresume/autoresume.js';
// time
export { type Clock, systemClock } from './clock.js';
// what was running when a session was cut off
export type { Decision, DecisionRule } from './decisions/decision.js';
// running
export { RunnerError, type RunnerErrorCode } from './errors.js';
export type {
  ExecutionReport,
  JobExecution,
  JobExecutor,
  JobOutput,
} from './executors/executor.js';
export { FunctionExecutor, type FunctionExecutorOptions } from './executors/function-executor.js';
export { ProcessExecutor, type ProcessExecutorOptions } from './executors/process-executor.js';
// what jobs wrote
export { type AttemptOutput, attemptOutputs } from './io-logs/attempt-outputs.js';
export { type PaceOptions, pacedRecords } from './io-logs/paced-records.js';
// a session that another process runs
export { type Observation, SessionObserver } from './observation/session-observer.js';
// verdicts by hand
export { recordVerdict, type Verdict, type VerdictOptions } from './record-verdict.js';
export type { DevicePlan, PlannedRerun, RerunCause, ResumePlan } from './resume-plan.js';
export type { RunReport } from './run-report.js';
export type {
  JobFinished,
  JobLeft,
  JobOutputEvent,
  JobStarted,
  RunnerEvents,
  RunProgress,
} from './runner-events.js';
export type { SessionRunnerOptions } from './runner-options.js';
export { type RerunSelection, selectReruns } from './select-reruns.js';
export { SessionRunner } from './session-runner.js';
