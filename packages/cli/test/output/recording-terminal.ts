import { createTerminal, type Terminal } from '../../src/output/terminal.js';

interface RecordingTerminal {
  readonly terminal: Terminal;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

interface RecordingOptions {
  readonly stdoutIsTerminal?: boolean;
  readonly stderrIsTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A terminal that keeps what is written. */
export function recordingTerminal(options: RecordingOptions = {}): RecordingTerminal {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written, isTTY: boolean) => ({
    isTTY,
    columns: 80,
    write(data: string | Uint8Array, done?: () => void) {
      written[name] += Buffer.from(data).toString();
      done?.();
    },
  });
  return {
    terminal: createTerminal({
      stdout: sink('stdout', options.stdoutIsTerminal ?? false),
      stderr: sink('stderr', options.stderrIsTerminal ?? false),
      env: options.env ?? {},
    }),
    stdout: () => written.stdout,
    stderr: () => written.stderr,
  };
}
