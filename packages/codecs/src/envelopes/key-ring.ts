import { CodecError } from '../errors.js';

/** A key of 32 bytes, or undefined where there is none of the name. */
export type Key = Uint8Array | undefined;

/** Finds the key of a name. The name may come from hostile bytes: look it up, don't make a path or a command of it. */
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
    const known = this.known.get(keyId);
    if (known !== undefined) return known;
    try {
      return this.keep(keyId, await this.source(keyId));
    } catch (error) {
      throw unavailable(keyId, error);
    }
  }

  getSync(keyId: string): Uint8Array {
    const known = this.known.get(keyId);
    if (known !== undefined) return known;
    const key = this.ask(keyId);
    if (isPromise(key)) {
      // Nobody will wait for it; an error of the source is not to end the process.
      key.then(undefined, () => undefined);
      throw new CodecError(
        'KEY_UNAVAILABLE',
        `The key ${keyId} comes asynchronously: read or write once asynchronously before`,
      );
    }
    return this.keep(keyId, key);
  }

  private ask(keyId: string): Key | Promise<Key> {
    try {
      return this.source(keyId);
    } catch (error) {
      throw unavailable(keyId, error);
    }
  }

  private keep(keyId: string, key: Key | null): Uint8Array {
    if (key === undefined || key === null) {
      throw new CodecError('KEY_UNAVAILABLE', `There is no key of the name ${keyId}`);
    }
    const own = bytesOf(keyId, key);
    this.known.set(keyId, own);
    return own;
  }
}

/** A copy: whoever gave the key may wipe it, and who encrypts with it must not notice. */
function bytesOf(keyId: string, key: Uint8Array): Uint8Array {
  if (key instanceof Uint8Array && key.length === KEY_LENGTH) return Uint8Array.from(key);
  const found = key instanceof Uint8Array ? `has ${key.length} bytes` : 'is no array of bytes';
  throw new CodecError(
    'KEY_UNAVAILABLE',
    `The key ${keyId} ${found}, where ${KEY_LENGTH} are needed`,
  );
}

function isPromise(key: Key | Promise<Key>): key is Promise<Key> {
  return typeof (key as Partial<Promise<Key>> | null | undefined)?.then === 'function';
}

function unavailable(keyId: string, cause: unknown): CodecError {
  if (cause instanceof CodecError) return cause;
  return new CodecError('KEY_UNAVAILABLE', `The key ${keyId} could not be had`, { cause });
}
