const ANY = undefined;

/** How files of each type of image begin. */
const SIGNATURES: readonly (readonly [type: string, bytes: readonly (number | undefined)[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['bmp', [0x42, 0x4d]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['webp', [0x52, 0x49, 0x46, 0x46, ANY, ANY, ANY, ANY, 0x57, 0x45, 0x42, 0x50]],
];

/** The type of an image that a job printed on stdout, by its first bytes; empty if it is none that reports can show. */
export function imageType(bytes: Uint8Array): string {
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, at) => byte === ANY || byte === bytes[at]),
  );
  return found?.[0] ?? '';
}
