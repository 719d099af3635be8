import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { portableSha256Hex, sha256Hex } from '../src/sha256.js';

test.each([
  ['as the runtime has it', sha256Hex],
  ['without the runtime', portableSha256Hex],
])('the hash of any text is SHA-256 of its UTF-8, in hex: %s', (_, hash) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(hash(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }),
  );
});

test('a runtime without Node’s modules hashes all the same', async () => {
  vi.resetModules();
  vi.stubGlobal('process', undefined);
  const { sha256Hex: hash } = await import('../src/sha256.js');
  vi.unstubAllGlobals();
  expect(hash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
