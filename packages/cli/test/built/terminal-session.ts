import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A program in a real terminal, and what a person at it would see. */
export class TerminalSession {
  /** What the shell gets. */
  readonly ended: Promise<number>;
  readonly #screen: xterm.Terminal;
  readonly #pty: IPty;
  readonly #watchers = new Set<() => void>();
  #hasEnded = false;

  constructor(command: readonly [string, ...string[]], options: TerminalOptions) {
    const { cwd, env = {}, columns = 100, rows = 40 } = options;
    const [file, ...words] = command;
    this.#screen = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 1000,
      allowProposedApi: true,
    });
    this.#pty = spawn(file, words, {
      cwd,
      cols: columns,
      rows,
      name: 'xterm-256color',
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
    });
    this.#pty.onData((data) => this.#screen.write(data, () => this.#look()));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        // What came before is parsed by then.
        this.#screen.write('', () => {
          this.#hasEnded = true;
          this.#look();
          resolve(signal ? 128 + signal : exitCode);
        });
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** All lines, those that have scrolled away among them, without trailing blanks. */
  get text(): string {
    const buffer = this.#screen.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < buffer.length; row += 1) {
      lines.push(buffer.getLine(row)?.translateToString(true) ?? '');
    }
    return lines.join('\n').trimEnd();
  }

  /** Whether some cell of the line that holds the text has a colour of its own. */
  isColored(text: string): boolean {
    const buffer = this.#screen.buffer.active;
    for (let row = 0; row < buffer.length; row += 1) {
      const line = buffer.getLine(row);
      if (!line?.translateToString().includes(text)) continue;
      for (let column = 0; column < line.length; column += 1) {
        const cell = line.getCell(column);
        if (cell && (!cell.isFgDefault() || cell.isDim() || cell.isBold())) return true;
      }
    }
    return false;
  }

  /** Types keys, or pastes text. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Resolves when the screen shows the text; rejects if the program ends without it. */
  shows(wanted: string | RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const watcher = (): void => {
        const { text } = this;
        const isThere = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
        if (!isThere && !this.#hasEnded) return;
        this.#watchers.delete(watcher);
        if (isThere) resolve();
        else reject(new Error(`the program ended and never showed ${wanted}:\n${text}`));
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }

  /** Ends the program if it has not ended by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#pty.kill('SIGKILL');
    await this.ended;
    this.#screen.dispose();
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
