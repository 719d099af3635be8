import { formatDuration } from '../output/duration.js';
import { outcomeText, paintOutcome } from '../output/outcome-text.js';
import type { Colors } from '../output/terminal.js';
import { oneLine } from '../output/text.js';
import type { FinishedJob } from './run-display.js';

/** `☑ passed  disk/space  0.4s`, and why, where there is something to say. */
export function jobLine(colors: Colors, job: FinishedJob): string {
  const parts = [paintOutcome(colors, job.outcome)(outcomeText(job.outcome)), oneLine(job.id)];
  if (job.seconds !== null) parts.push(colors.dim(formatDuration(job.seconds)));
  if (job.comments) parts.push(colors.dim(oneLine(job.comments)));
  return parts.join('  ');
}
