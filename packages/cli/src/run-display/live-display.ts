import { logUpdateStderr } from 'log-update';
import { formatDuration } from '../output/duration.js';
import type { Terminal } from '../output/terminal.js';
import { oneLine } from '../output/text.js';
import { jobLine } from './job-line.js';
import type { FinishedJob, RunDisplay, RunStanding } from './run-display.js';

const REDRAW_MS = 100;
const BAR_WIDTH = 24;

/** A run on a terminal: finished jobs scroll by, and below them two lines are redrawn in place. */
export class LiveDisplay implements RunDisplay {
  readonly #terminal: Terminal;
  readonly #running = new Map<string, number>();
  #begunAt = 0;
  #standing: RunStanding = { done: 0, total: 0, secondsLeft: undefined };
  #standingAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin(standing: RunStanding): void {
    this.#begunAt = performance.now();
    this.#moveTo(standing);
    this.resume();
  }

  pause(): void {
    this.end();
  }

  resume(): void {
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    // A clock for the eye must not keep the process alive.
    this.#timer.unref();
    this.#draw();
  }

  jobStarted(id: string, standing: RunStanding): void {
    this.#running.set(id, performance.now());
    this.#moveTo(standing);
  }

  jobFinished(job: FinishedJob, standing: RunStanding): void {
    this.#running.delete(job.id);
    this.#clear();
    this.#terminal.tell(jobLine(this.#terminal.messageColors, job));
    this.#moveTo(standing);
  }

  tell(line: string): void {
    this.#clear();
    this.#terminal.tell(line);
    this.#draw();
  }

  end(): void {
    this.#clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    logUpdateStderr.done();
  }

  #moveTo(standing: RunStanding): void {
    this.#standing = standing;
    this.#standingAt = performance.now();
    this.#draw();
  }

  #clear(): void {
    if (this.#timer !== undefined) logUpdateStderr.clear();
  }

  #draw(): void {
    if (this.#timer === undefined) return;
    logUpdateStderr(`${this.#runningLine()}\n${this.#overallLine()}`);
  }

  #runningLine(): string {
    const colors = this.#terminal.messageColors;
    return [...this.#running]
      .map(([id, since]) => `${colors.cyan('▸')} ${oneLine(id)}  ${colors.dim(ago(since))}`)
      .join('   ');
  }

  #overallLine(): string {
    const { done, total, secondsLeft } = this.#standing;
    const colors = this.#terminal.messageColors;
    const filled = total === 0 ? 0 : Math.round((done / total) * BAR_WIDTH);
    const bar = colors.green('━'.repeat(filled)) + colors.dim('─'.repeat(BAR_WIDTH - filled));
    const parts = [bar, `${done}/${total}`, ago(this.#begunAt)];
    if (secondsLeft !== undefined) {
      const left = Math.max(0, secondsLeft - secondsSince(this.#standingAt));
      parts.push(colors.dim(`about ${formatDuration(Math.ceil(left))} left`));
    }
    return parts.join('  ');
  }
}

function ago(moment: number): string {
  return formatDuration(secondsSince(moment));
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}
