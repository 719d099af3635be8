import { StringDecoder } from 'node:string_decoder';
import type { AttemptOutput } from '@plainbox/runner';
import type { IoLogRecord, StreamName } from '@plainbox/state';
import type { Terminal } from '../output/terminal.js';
import { harmless, oneLine } from '../output/text.js';
import { jobOnDevice, type NamedDevice, toldDevice } from './session-devices.js';

/** Which output is wanted. */
export interface LogSelection {
  /** Ids; none: all jobs. */
  readonly jobs: readonly string[];
  /** The devices that they are on. */
  readonly devices: readonly NamedDevice[];
  readonly stream?: StreamName | undefined;
  /** Number of the attempt; else each job's last. */
  readonly attempt?: number | undefined;
  readonly allAttempts?: boolean | undefined;
}

/** Those attempts that a selection means. */
export function selectAttempts(
  outputs: readonly AttemptOutput[],
  { jobs, devices, attempt, allAttempts }: LogSelection,
): readonly AttemptOutput[] {
  const names = new Set(devices.map(({ device }) => device));
  const last = new Map(outputs.map((output) => [jobOf(output), output.attempt]));
  return outputs.filter(
    (output) =>
      names.has(output.device) &&
      (jobs.length === 0 || jobs.includes(output.job)) &&
      (allAttempts || output.attempt === (attempt ?? last.get(jobOf(output)))),
  );
}

/** Names a job on one device. */
function jobOf({ job, device }: AttemptOutput): string {
  return JSON.stringify([device, job]);
}

/** Prints what jobs wrote, each piece once, however often it is handed the attempts. */
export class LogPrinter {
  readonly #terminal: Terminal;
  readonly #stream: StreamName | undefined;
  readonly #devices: readonly NamedDevice[];
  readonly #printed = new Map<string, number>();
  readonly #done = new Set<string>();
  /** The last attempt that was printed of. */
  #current: string | undefined;
  readonly #decoders = new Map<string, StringDecoder>();

  /** @param devices all that the session is about: one of several is named. */
  constructor(
    terminal: Terminal,
    { stream, devices }: { stream?: StreamName | undefined; devices: readonly NamedDevice[] },
  ) {
    this.#terminal = terminal;
    this.#stream = stream;
    this.#devices = devices;
  }

  /** Prints what is new. With titles where it is of several jobs; titles are messages. */
  async print(outputs: readonly AttemptOutput[], withTitles: boolean): Promise<void> {
    for (const output of outputs) {
      const key = `${output.attempt} ${jobOf(output)}`;
      if (this.#done.has(key)) continue;
      await this.#printNew(output, key, withTitles);
      if (output.result !== undefined) this.#done.add(key);
    }
  }

  async #printNew(output: AttemptOutput, key: string, withTitles: boolean): Promise<void> {
    const before = this.#printed.get(key) ?? 0;
    let position = 0;
    for await (const record of output.records()) {
      position += 1;
      if (position <= before || (this.#stream ?? record.stream) !== record.stream) continue;
      if (this.#terminal.isClosed) return;
      if (withTitles && this.#current !== key) this.#tellTitle(output);
      this.#current = key;
      await this.#write(record, key);
    }
    this.#printed.set(key, position);
  }

  #tellTitle(output: AttemptOutput): void {
    const colors = this.#terminal.messageColors;
    const which = output.attempt === 1 ? '' : ` (attempt ${output.attempt})`;
    const { device } = toldDevice(output, this.#devices);
    this.#terminal.tell(colors.dim(`==> ${oneLine(jobOnDevice(output.job, device))}${which} <==`));
  }

  async #write({ data, stream }: IoLogRecord, key: string): Promise<void> {
    if (!this.#terminal.forEyes) {
      await this.#terminal.writeBytes(data);
      return;
    }
    // A character may be cut in two by the border of two pieces of one stream.
    const name = `${stream} ${key}`;
    const decoder = this.#decoders.get(name) ?? new StringDecoder('utf8');
    this.#decoders.set(name, decoder);
    this.#terminal.write(harmless(decoder.write(Buffer.from(data))));
  }
}
