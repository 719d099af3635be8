import colors from 'picocolors';

export type Colors = ReturnType<typeof colors.createColors>;

/** The part of a Node stream that output needs. */
interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly destroyed?: boolean;
  write(data: string | Uint8Array, done?: () => void): unknown;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * Where a command's output goes: data to stdout, messages to stderr, so that a pipe gets data alone.
 * Each of the two is judged by itself: `plainbox ls | sort` still has coloured messages.
 */
export interface Terminal {
  /** Writes data: what the command was asked for. */
  write(text: string): void;
  /** Writes data that need not be text; resolves when more can be taken. */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** Writes a message line. */
  tell(line: string): void;
  /** Writes bytes to where messages go; resolves when more can be taken. */
  tellBytes(bytes: Uint8Array): Promise<void>;
  /** No more data can be written: whoever read them has gone (`plainbox logs | head`), or {@link outputFailure}. */
  readonly isClosed: boolean;
  /** Why data could not be written, such as a full disk. What the command does goes on all the same. */
  readonly outputFailure: Error | undefined;
  /** Data is read by a person, not by a program. */
  readonly forEyes: boolean;
  /** Messages are read by a person. */
  readonly messagesForEyes: boolean;
  /** Messages may be redrawn in place. */
  readonly live: boolean;
  readonly columns: number;
  readonly dataColors: Colors;
  readonly messageColors: Colors;
}

/** The variables by which people say how they want to be shown things. */
interface DisplayEnvironment {
  readonly [name: string]: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  readonly CI?: string | undefined;
}

interface TerminalOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: DisplayEnvironment;
}

export function createTerminal({ stdout, stderr, env }: TerminalOptions): Terminal {
  const data = new Outlet(stdout);
  const messages = new Outlet(stderr);
  return {
    write: (text) => data.write(text),
    writeBytes: (bytes) => data.drain(bytes),
    tell: (line) => messages.write(`${line}\n`),
    tellBytes: (bytes) => messages.drain(bytes),
    get isClosed() {
      return stdout.destroyed === true || data.failure !== undefined;
    },
    get outputFailure() {
      return data.failure;
    },
    forEyes: stdout.isTTY === true,
    messagesForEyes: stderr.isTTY === true,
    live: stderr.isTTY === true && !isSet(env.CI) && env.TERM !== 'dumb',
    columns: stderr.columns ?? stdout.columns ?? 80,
    dataColors: colors.createColors(wantsColor(stdout, env)),
    messageColors: colors.createColors(wantsColor(stderr, env)),
  };
}

/**
 * Writes as long as that works. A reader that has gone is no failure; any other one is noted, and is no reason to stop a
 * session in the middle of a job.
 */
class Outlet {
  failure: Error | undefined;
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
    sink.on?.('error', (error) => this.#note(error));
  }

  write(data: string | Uint8Array, done?: () => void): void {
    try {
      if (this.failure === undefined) this.#sink.write(data, done);
      else done?.();
    } catch (error) {
      // Where output goes to a file it is written at once, and a failure is thrown at the writer.
      this.#note(error as NodeJS.ErrnoException);
      done?.();
    }
  }

  /** Resolves when more can be taken. */
  drain(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.write(bytes, resolve));
  }

  #note(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE') this.failure ??= error;
  }
}

/** https://no-color.org, and FORCE_COLOR as Node itself reads it. */
function wantsColor(sink: Sink, env: DisplayEnvironment): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0';
  return sink.isTTY === true && env.TERM !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
