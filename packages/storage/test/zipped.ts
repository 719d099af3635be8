import { crc32, gzipSync } from 'node:zlib';

/** What the header of a gzip member may hold beside what is fixed. */
export interface MemberHeader {
  readonly extra?: Uint8Array;
  readonly name?: string;
  readonly comment?: string;
  readonly checksum?: boolean;
}

/** A member without text, as codecs put them behind a snapshot to keep side data there. */
export function emptyMember(header: MemberHeader = {}): Buffer {
  return member(header, Buffer.from([0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
}

/** A member with text and such a header. */
export function textMember(text: string, header: MemberHeader = {}): Buffer {
  return member(header, gzipSync(text).subarray(10));
}

function member({ extra, name, comment, checksum }: MemberHeader, rest: Buffer): Buffer {
  const flags =
    (checksum ? 2 : 0) + (extra ? 4 : 0) + (name === undefined ? 0 : 8) + (comment ? 16 : 0);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(extra?.length ?? 0);
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 0x08, flags, 0, 0, 0, 0, 2, 255]),
    ...(extra ? [length, extra] : []),
    ...(name === undefined ? [] : [Buffer.from(`${name}\0`)]),
    ...(comment ? [Buffer.from(`${comment}\0`)] : []),
  ]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(header) & 0xffff);
  return Buffer.concat([header, ...(checksum ? [sum] : []), rest]);
}
