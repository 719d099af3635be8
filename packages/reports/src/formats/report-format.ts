import type { SessionReport } from '../report/session-report.js';

/** A way to write a report down. */
export interface ReportFormat {
  /** What `--format` calls it. */
  readonly id: string;
  readonly mediaType: string;
  /** With its dot. */
  readonly extension: string;
  /** The report piece by piece: whatever a session holds, the pieces joined are well-formed. */
  write(report: SessionReport): AsyncIterable<Uint8Array>;
}
