import {
  CodecRegistry,
  createCodec,
  type DeviceContents,
  defineSection,
  extendFormat,
  formatV11,
  type Section,
  type SessionCodec,
  type SessionFormat,
} from '@plainbox/codecs';
import type { SessionState } from '@plainbox/state';
import { ManagerError } from './errors.js';

/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const dataOfStates = new WeakMap<SessionState, Map<string, JsonValue>>();

/**
 * Data that belongs to a session and not to its state: what runs and since when, which jobs are to
 * run again, and whatever a program keeps there. Saved with each checkpoint; plainbox ignores it.
 */
export class SessionData {
  readonly #values: Map<string, JsonValue>;

  constructor(state: SessionState) {
    this.#values = dataOfStates.get(state) ?? new Map();
    dataOfStates.set(state, this.#values);
  }

  get(name: string): JsonValue | undefined {
    return this.#values.get(name);
  }

  /** Sets a value, or with `undefined` removes it. Values are small, and replaced as a whole. */
  set(name: string, value: JsonValue | undefined): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}

/**
 * The section that {@link SessionData} is saved in. A manager adds it to a codec of one's own that lacks it; who reads
 * or writes sessions without a manager, and wants to keep what a runner notes, adds it by
 * `extendFormat(myFormat, { sections: [sessionDataSection] })`.
 */
export const sessionDataSection: Section = defineSection<readonly (readonly [string, JsonValue])[]>(
  {
    name: 'org.plainbox.data',
    version: 1,
    schema: {
      '~standard': {
        version: 1,
        vendor: 'plainbox',
        validate: (value) =>
          isEntries(value)
            ? { value }
            : { issues: [{ message: 'it is no list of names and values' }] },
      },
    },
    suspend: (state) => {
      const values = dataOfStates.get(state);
      return values?.size ? [...values].sort(([a], [b]) => (a < b ? -1 : 1)) : undefined;
    },
    resume: (state, entries) => {
      dataOfStates.set(state, new Map(entries));
    },
  },
);

/** The data that is stored with a session, as far as it can be understood. */
export function storedData({ sections }: DeviceContents): ReadonlyMap<string, JsonValue> {
  const stored = sections.get(sessionDataSection.name);
  return new Map(isEntries(stored) ? stored : []);
}

/** What a session is written in unless told otherwise: plainbox format 11, with the data above. */
export function defaultCodec(): SessionCodec {
  return createCodec({ format: extendFormat(formatV11, { sections: [sessionDataSection] }) });
}

const codecsWithData = new WeakMap<SessionCodec, SessionCodec>();

/**
 * The codec with the data above in all its formats: without, what a runner notes would be lost, and jobs run twice.
 *
 * @throws ManagerError `CODEC_WITHOUT_SESSION_DATA` for one that lacks it and has methods of its own, which another one
 *   made of its parts would not have.
 */
export function withSessionData(codec: SessionCodec): SessionCodec {
  const { format, envelopes, registry } = codec;
  if (hasSection(format)) return codec;
  let extended = codecsWithData.get(codec);
  if (extended === undefined) {
    if (hasOwnMethods(codec)) throw lacksSessionData();
    extended = createCodec({
      format: withSection(format),
      envelope: envelopes,
      registry: new CodecRegistry({
        formats: registry.formats.map(withSection),
        envelopes: registry.envelopes,
      }),
    });
    codecsWithData.set(codec, extended);
  }
  return extended;
}

/** Not asked by class: two copies of `@plainbox/codecs` may be loaded. */
function hasOwnMethods(codec: SessionCodec): boolean {
  const plain = Object.getPrototypeOf(codec);
  const isDerived = Object.getPrototypeOf(plain) !== Object.prototype;
  return isDerived || Object.values(codec).some((value) => typeof value === 'function');
}

function lacksSessionData(): ManagerError {
  return new ManagerError(
    'CODEC_WITHOUT_SESSION_DATA',
    'the codec has methods of its own, and no place for what runners note: make it with a format that was given one by extendFormat(format, { sections: [sessionDataSection] })',
  );
}

function withSection(format: SessionFormat): SessionFormat {
  return hasSection(format) ? format : extendFormat(format, { sections: [sessionDataSection] });
}

function hasSection({ extensions }: SessionFormat): boolean {
  return extensions?.sections?.some(({ name }) => name === sessionDataSection.name) ?? false;
}

function isEntries(value: unknown): value is [string, JsonValue][] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
    )
  );
}
