import { main } from '../src/program.js';

interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the program in this process, off a terminal: for what is to be tried with very many inputs. */
export async function callProgram(
  words: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Called> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    on: () => {},
    write(data: string | Uint8Array, done?: () => void) {
      written[name] += Buffer.from(data).toString();
      done?.();
    },
  });
  const code = await main({
    argv: ['node', 'plainbox', ...words],
    env: { HOME: '/nonexistent', ...env },
    cwd: () => cwd,
    stdin: { isTTY: false },
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  } as unknown as NodeJS.Process);
  return { code, ...written };
}
