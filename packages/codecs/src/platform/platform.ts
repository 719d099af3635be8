/** A way to pack bytes. Unpacking throws {@link OutputTooLarge} instead of giving more than it may. */
export interface Compression {
  compress(bytes: Uint8Array, level: number): Promise<Uint8Array>;
  compressSync(bytes: Uint8Array, level: number): Uint8Array;
  decompress(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  decompressSync(bytes: Uint8Array, maxLength: number): Uint8Array;
}

/** What goes into authenticated encryption beside the bytes. */
export interface SealParts {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, never used twice with one key. */
  readonly nonce: Uint8Array;
  /** Bytes that are authenticated, but not encrypted. */
  readonly bound: Uint8Array;
}

/** AES-256-GCM; the tag of 16 bytes stands behind the encrypted bytes. Opening throws when anything was changed. */
export interface Sealing {
  seal(bytes: Uint8Array, parts: SealParts): Promise<Uint8Array>;
  open(sealed: Uint8Array, parts: SealParts): Promise<Uint8Array>;
  /** Absent where the platform only encrypts asynchronously. */
  sealSync?(bytes: Uint8Array, parts: SealParts): Uint8Array;
  openSync?(sealed: Uint8Array, parts: SealParts): Uint8Array;
}

/** What differs between Node and a browser. The rest of the package is pure and gets one of these handed in. */
export interface Platform {
  readonly gzip: Compression;
  /** Absent where the platform has none. */
  readonly zstd?: Compression;
  readonly aes: Sealing;
}

/** Thrown by {@link Compression} when unpacking would give more bytes than it may. */
export class OutputTooLarge extends Error {
  override readonly name: string = 'OutputTooLarge';
}
