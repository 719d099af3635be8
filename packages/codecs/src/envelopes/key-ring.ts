import { CodecError } from '../errors.js';

/** A key of 32 bytes, or undefined where there is none of the name. */
export type Key = Uint8Array | undefined;

/** Finds the key of a name. */
export type KeySource = (keyId: string) => Key | Promise<Key>;

const KEY_LENGTH = 32;

/** The keys that were asked for once: who exits can't wait for a key, but the session was opened with it. */
export class KeyRing {
  private readonly source: KeySource;
  private readonly known = new Map<string, Uint8Array>();

  constructor(source: KeySource) {
    this.source = source;
  }

  async get(keyId: string): Promise<Uint8Array> {
    return this.known.get(keyId) ?? this.keep(keyId, await this.source(keyId));
  }

  getSync(keyId: string): Uint8Array {
    const known = this.known.get(keyId);
    if (known !== undefined) return known;
    const key = this.source(keyId);
    if (key instanceof Promise) {
      // Nobody will wait for it; an error of the source is not to end the process.
      key.catch(() => undefined);
      throw new CodecError(
        'KEY_UNAVAILABLE',
        `The key ${keyId} comes asynchronously: read or write once asynchronously before`,
      );
    }
    return this.keep(keyId, key);
  }

  private keep(keyId: string, key: Key): Uint8Array {
    if (key === undefined) {
      throw new CodecError('KEY_UNAVAILABLE', `There is no key of the name ${keyId}`);
    }
    if (key.length !== KEY_LENGTH) {
      throw new CodecError(
        'KEY_UNAVAILABLE',
        `The key ${keyId} has ${key.length} bytes, where ${KEY_LENGTH} are needed`,
      );
    }
    this.known.set(keyId, key);
    return key;
  }
}
