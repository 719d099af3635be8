import colors from 'picocolors';

export type Colors = ReturnType<typeof colors.createColors>;

/** The part of a Node stream that output needs. */
interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly destroyed?: boolean;
  write(data: string | Uint8Array, done?: () => void): unknown;
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
  /** Whoever read the data has gone: `plainbox logs | head`. */
  readonly isClosed: boolean;
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
  return {
    write: (text) => void stdout.write(text),
    writeBytes: (bytes) => new Promise((resolve) => stdout.write(bytes, () => resolve())),
    tell: (line) => void stderr.write(`${line}\n`),
    tellBytes: (bytes) => new Promise((resolve) => stderr.write(bytes, () => resolve())),
    get isClosed() {
      return stdout.destroyed === true;
    },
    forEyes: stdout.isTTY === true,
    messagesForEyes: stderr.isTTY === true,
    live: stderr.isTTY === true && !isSet(env.CI) && env.TERM !== 'dumb',
    columns: stderr.columns ?? stdout.columns ?? 80,
    dataColors: colors.createColors(wantsColor(stdout, env)),
    messageColors: colors.createColors(wantsColor(stderr, env)),
  };
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
