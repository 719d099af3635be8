import type { JobReport } from '../report/session-report.js';

/** What people and viewers are told a job by: its id, and the device where it takes that to tell it from others. */
export function jobName({ id, device }: Pick<JobReport, 'id' | 'device'>): string {
  return device === undefined ? id : `${id} on ${device}`;
}
