import { OutputTooLarge } from '../platform.js';

type ZlibCall<O> = (
  bytes: Uint8Array,
  options: O,
  done: (error: Error | null, result: Uint8Array) => void,
) => void;

/** A call of zlib as a promise. */
export function packWith<O>(call: ZlibCall<O>, bytes: Uint8Array, options: O): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    call(bytes, options, (error, result) =>
      error ? reject(namedZlibError(error)) : resolve(result),
    );
  });
}

/** The error of zlib, or the one that says that there was too much. */
export function namedZlibError(error: unknown): unknown {
  const { code } = error as { readonly code?: string };
  return code === 'ERR_BUFFER_TOO_LARGE'
    ? new OutputTooLarge('more bytes than allowed', { cause: error })
    : error;
}
