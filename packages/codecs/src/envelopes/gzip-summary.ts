import { crc32 } from './crc32.js';

/*
 * A summary of a session behind its gzip member, to be had without unpacking it: a second, empty member, which every
 * reader of gzip takes for no text at all, with an extra field in its header:
 *
 *   header (10, with the flag for an extra field) · length of the field (2) ·
 *   "PX" · length (2) · checksum and length of the text in the member before (8) · summary · its checksum (4) ·
 *   length of this whole member (4) · empty block (2) · checksum and length of no text (8)
 *
 * It is found from its end, and counts only behind the very member whose checksum it repeats.
 */
const HEADER: readonly number[] = [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0x02, 0xff];
const FIELD_NAME: readonly number[] = [0x50, 0x58];
const END: readonly number[] = [0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

const VOUCHER_LENGTH = 8;
const CHECKSUM_LENGTH = 4;
const SIZE_LENGTH = 4;
// What each member ends with: the length of its text.
const CLAIM_LENGTH = 4;
const FIELD_AT = HEADER.length + 2;
const SUMMARY_AT = FIELD_AT + FIELD_NAME.length + 2 + VOUCHER_LENGTH;
const AFTER_SUMMARY = CHECKSUM_LENGTH + SIZE_LENGTH + END.length;
const MAX_FIELD = 0xffff;

/** What a summary may have, so that it fits into the header. */
export const MAX_SUMMARY: number =
  MAX_FIELD - (SUMMARY_AT - FIELD_AT) - CHECKSUM_LENGTH - SIZE_LENGTH;

/** As much of the end of a file as can hold a summary and the checksum that it is compared with. */
export const SUMMARY_TAIL: number = VOUCHER_LENGTH + SUMMARY_AT + MAX_SUMMARY + AFTER_SUMMARY;

/** The packed bytes with a summary behind them; without it, if it is too long. */
export function appendSummary(packed: Uint8Array, summary: Uint8Array): Uint8Array {
  if (summary.length > MAX_SUMMARY) return packed;
  const size = SUMMARY_AT + summary.length + AFTER_SUMMARY;
  const both = new Uint8Array(packed.length + size);
  both.set(packed);
  const member = both.subarray(packed.length);
  const view = new DataView(both.buffer, packed.length);
  const end = size - END.length;
  member.set(HEADER);
  view.setUint16(HEADER.length, end - FIELD_AT, true);
  member.set(FIELD_NAME, FIELD_AT);
  view.setUint16(FIELD_AT + FIELD_NAME.length, end - FIELD_AT - FIELD_NAME.length - 2, true);
  member.set(packed.subarray(-VOUCHER_LENGTH), SUMMARY_AT - VOUCHER_LENGTH);
  member.set(summary, SUMMARY_AT);
  view.setUint32(end - SIZE_LENGTH - CHECKSUM_LENGTH, crc32(summary), true);
  view.setUint32(end - SIZE_LENGTH, size, true);
  member.set(END, end);
  return both;
}

/** The summary at the end of these bytes, if there is one and it is of the member before it. */
export function findSummary(tail: Uint8Array): Uint8Array | undefined {
  const place = findMember(tail);
  if (place === undefined) return undefined;
  const { summaryAt, checksumAt } = place;
  const summary = tail.subarray(summaryAt, checksumAt);
  return crc32(summary) === viewOf(tail).getUint32(checksumAt, true) ? summary : undefined;
}

/** How long the text is, as its bytes claim at their end: before the summary, of which every reader makes no text. */
export function claimedLength(bytes: Uint8Array): number {
  const end = bytes.length - (findMember(bytes.subarray(-SUMMARY_TAIL))?.size ?? 0);
  return end < CLAIM_LENGTH ? 0 : viewOf(bytes).getUint32(end - CLAIM_LENGTH, true);
}

interface SummaryPlace {
  /** Of the member. */
  readonly size: number;
  readonly summaryAt: number;
  readonly checksumAt: number;
}

function findMember(tail: Uint8Array): SummaryPlace | undefined {
  const sizeAt = tail.length - END.length - SIZE_LENGTH;
  if (sizeAt < 0 || !hasAt(tail, tail.length - END.length, END)) return undefined;
  const size = viewOf(tail).getUint32(sizeAt, true);
  const memberAt = tail.length - size;
  const summaryAt = memberAt + SUMMARY_AT;
  const checksumAt = sizeAt - CHECKSUM_LENGTH;
  if (memberAt < VOUCHER_LENGTH || summaryAt > checksumAt) return undefined;
  if (!hasAt(tail, memberAt, HEADER) || !hasAt(tail, memberAt + FIELD_AT, FIELD_NAME))
    return undefined;
  const voucher = tail.subarray(summaryAt - VOUCHER_LENGTH, summaryAt);
  if (!hasAt(tail, memberAt - VOUCHER_LENGTH, voucher)) return undefined;
  return { size, summaryAt, checksumAt };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function hasAt(bytes: Uint8Array, at: number, expected: ArrayLike<number>): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}
