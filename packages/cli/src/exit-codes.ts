/** What the shell gets to know. Part of the public contract: a number never changes its meaning. */
export const ExitCode = {
  done: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  nothingToDo: 4,
  locked: 5,
  unreadable: 6,
  changedJobs: 7,
  wouldLoseData: 8,
  checkFoundProblems: 9,
  stopped: 10,
  storageFailed: 11,
  jobsFailed: 100,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
