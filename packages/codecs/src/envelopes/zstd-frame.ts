// A frame as RFC 8878 has it, 3.1.1: magic number, header, blocks, and a checksum if the header says so.
const MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];
const SINGLE_SEGMENT = 0x20;
const CHECKSUM = 0x04;
const CHECKSUM_LENGTH = 4;
const DICTIONARY_LENGTHS: readonly number[] = [0, 1, 2, 4];
const BLOCK_HEADER_LENGTH = 3;
const REPEATED_BYTE = 1;
const RESERVED = 3;

/** Whether the bytes begin as a frame does. */
export function startsFrame(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/**
 * Whether these bytes are one whole frame, as its blocks tell, and nothing else. zlib says nothing of what stands behind a
 * frame, nor of what is missing of it in some versions. Further frames, and those that are to be skipped, are refused too:
 * a session is written as one, and they would be room for what nobody reads.
 */
export function isOneFrame(bytes: Uint8Array): boolean {
  return startsFrame(bytes) && frameLength(bytes) === bytes.length;
}

/** How many bytes the frame takes; undefined where only its beginning is there. */
function frameLength(bytes: Uint8Array): number | undefined {
  const descriptor = bytes[MAGIC.length] ?? 0;
  let at = MAGIC.length + 1 + headerLength(descriptor);
  for (;;) {
    const header = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    const type = (header >> 1) & 3;
    if (type === RESERVED || at + BLOCK_HEADER_LENGTH > bytes.length) return undefined;
    at += BLOCK_HEADER_LENGTH + (type === REPEATED_BYTE ? 1 : header >> 3);
    const isLast = (header & 1) === 1;
    if (isLast) break;
  }
  const end = at + ((descriptor & CHECKSUM) === 0 ? 0 : CHECKSUM_LENGTH);
  return end > bytes.length ? undefined : end;
}

/** Of what stands between the descriptor and the blocks: window, dictionary, length of the content. */
function headerLength(descriptor: number): number {
  const isSingle = (descriptor & SINGLE_SEGMENT) !== 0;
  const window = isSingle ? 0 : 1;
  const contentFlag = descriptor >> 6;
  const content = contentFlag === 0 ? 1 - window : 2 ** contentFlag;
  return window + (DICTIONARY_LENGTHS[descriptor & 3] as number) + content;
}
