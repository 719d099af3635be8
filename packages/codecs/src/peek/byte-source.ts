/** Bytes of which parts can be read: a file, so that peeking at a large session reads its end alone. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` on, `length` of them or as many as there are. */
  read(start: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** Bytes in memory as a source. */
export function asByteSource(bytes: Uint8Array | ByteSource): ByteSource {
  if (!(bytes instanceof Uint8Array)) return bytes;
  return {
    size: bytes.length,
    read: (start, length) => bytes.subarray(start, start + length),
  };
}
