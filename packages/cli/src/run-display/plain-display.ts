import { formatDuration } from '../output/duration.js';
import type { Terminal } from '../output/terminal.js';
import { jobLine } from './job-line.js';
import type { RunDisplay } from './run-display.js';

/** A run as lines that only ever follow one another: for pipes, files and build servers. */
export function plainDisplay(terminal: Terminal): RunDisplay {
  return {
    begin() {},
    jobStarted() {},
    jobFinished(job, { done, total, secondsLeft }) {
      const place = `[${String(done).padStart(String(total).length)}/${total}]`;
      const left =
        secondsLeft === undefined || done === total
          ? ''
          : `  (about ${formatDuration(secondsLeft)} left)`;
      terminal.tell(`${place} ${jobLine(terminal.messageColors, job)}${left}`);
    },
    tell: (line) => terminal.tell(line),
    pause() {},
    resume() {},
    end() {},
  };
}
