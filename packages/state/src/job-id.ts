/** The full id of a job, namespace included. Any text: keep jobs in maps, never in plain objects. */
export type JobId = string;
