import type { SessionMetadata } from '@plainbox/state';

/** Tells our sessions from those of other programs that keep theirs in the same repository. */
export const APP_ID = 'plainbox-cli';

/** What a session remembers of the command line that made it, so that `resume` needs no arguments. */
export interface RecordedJobFiles {
  /** Absolute paths. */
  readonly jobFiles: readonly string[];
  readonly namespace?: string;
}

/** Puts the job files into an app blob, beside whatever other programs keep there. */
export function recordJobFiles(blob: Uint8Array | null, recorded: RecordedJobFiles): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...parseBlob(blob), ...recorded }));
}

/** The job files that a session names; undefined where it isn't one of ours. */
export function recordedJobFiles(
  metadata: Pick<SessionMetadata, 'appBlob' | 'appId'>,
): RecordedJobFiles | undefined {
  if (metadata.appId !== APP_ID) return undefined;
  const { jobFiles, namespace } = parseBlob(metadata.appBlob);
  if (!Array.isArray(jobFiles) || !jobFiles.every((file) => typeof file === 'string')) {
    return undefined;
  }
  return typeof namespace === 'string' ? { jobFiles, namespace } : { jobFiles };
}

/** Blobs are written by anybody: whatever isn't a JSON object counts as empty. */
function parseBlob(blob: Uint8Array | null): Record<string, unknown> {
  if (blob === null || blob.length === 0) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(blob));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
