// Secrets go, by their form and by the names they have; all else stays as it is, byte for byte.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, isSecretName, REPORT_FORMATS, secretsOf } from '../src/index.js';
import { bytesOf, reportOf, resultWith, unpack } from './reports.js';

const redactor = createRedactor();

describe('secrets by name', () => {
  test.each([
    ['export DB_PASSWORD=hunter22 PORT=80', 'export DB_PASSWORD=[redacted] PORT=80'],
    ['{"apiKey": "abc, def", "user": "me"}', '{"apiKey": "[redacted]", "user": "me"}'],
    ['--auth-token 12345 --verbose', '--auth-token [redacted] --verbose'],
    ['--client-secret=xyz', '--client-secret=[redacted]'],
    ['password: swordfish', 'password: [redacted]'],
    ['MYSQL_PASS=x1', 'MYSQL_PASS=[redacted]'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted] [redacted]'],
    ['ERROR: password=x', 'ERROR: password=[redacted]'],
    ['connecting: token=x', 'connecting: token=[redacted]'],
    ['curl: password: x', 'curl: password: [redacted]'],
    ['config: {api_key: x}', 'config: {api_key: [redacted]}'],
    ['[info] db: DB_PASSWORD=x', '[info] db: DB_PASSWORD=[redacted]'],
    ['reason="bad password=x"', 'reason="bad password=[redacted]"'],
    ['--verbose --password x', '--verbose --password [redacted]'],
    ['auth: {password: x}', 'auth: {password: [redacted]}'],
  ])('%s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });
});

describe('secrets by form', () => {
  test.each([
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'a1B2'.repeat(9)}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\ncut off in the middle',
    `Bearer ${'abc123-'.repeat(4)}`,
    'postgres://app:s3cret@db/prod',
  ])('%s', (secret) => {
    const clean = redactor.text(`before ${secret}`);
    expect(clean).toContain('[redacted]');
    expect(clean).toMatch(/^before /);
    for (const part of ['AKIAIOS', 'ghp_', 'c2lnb', 'MIIE', 'cut off', 'abc123', 's3cret']) {
      expect(clean).not.toContain(part);
    }
  });
});

test.each([
  'passed: 5, failed: 3',
  'pass: 5',
  'max_tokens=512',
  'bearer of bad news',
  'author: somebody',
  'the keyboard works; key: value',
  'https://example.org/path?a=b@c',
])('innocent text stays: %s', (text) => {
  expect(redactor.text(text)).toBe(text);
});

test('names that hold secrets are told from those that do not', () => {
  const secret = [
    'TOKEN',
    'apiKey',
    'api-key',
    'DB_PASSWORD',
    'clientSecret',
    'x.auth',
    'AWS_SECRET_ACCESS_KEY',
  ];
  const innocent = ['KEY', 'keyboard', 'author', 'pass', 'compass', 'tokens', 'PATH', 'secretary'];
  expect(secret.filter(isSecretName)).toEqual(secret);
  expect(innocent.filter(isSecretName)).toEqual([]);
});

test('values of secret variables go wherever they stand, also parts of longer ones', () => {
  const values = secretsOf({
    API_TOKEN: 'abcdefgh',
    SHORT_TOKEN: 'abc',
    LONG_SECRET: 'abcdefghij',
    HOME: '/home/me',
  });
  expect(values).toEqual(['abcdefgh', 'abcdefghij']);
  const { text } = createRedactor({ values });
  expect(text('1abcdefghij2abcdefgh3 /home/me')).toBe('1[redacted]2[redacted]3 /home/me');
});

test('bytes outside of secrets come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const bin = bytes.filter((byte) => byte > 0x7f || byte < 0x20);
      expect(Buffer.from(redactor.bytes(bin))).toEqual(Buffer.from(bin));
    }),
  );
  const mixed = Buffer.concat([
    Buffer.from([0xff, 0x00]),
    Buffer.from('token=abc'),
    Buffer.from([0x0a, 0xfe]),
  ]);
  expect(Buffer.from(redactor.bytes(mixed)).toString('latin1')).toBe(
    '\u00ff\u0000token=[redacted]\n\u00fe',
  );
});

test('a long line of anything takes no long time', () => {
  for (const unit of [
    'a',
    'a=',
    '--a ',
    'eyJa',
    ':a',
    'Bearer ',
    '-----BEGIN PRIVATE KEY-----',
    '"',
  ]) {
    expect(redactor.text(unit.repeat(100_000 / unit.length)).length).toBeGreaterThan(0);
  }
});

test('no format tells a secret: not in outputs, comments, titles or attachments', async () => {
  const report = reportOf(
    {
      a: [resultWith('fail', 'token=zebra-1 and zebra-3zebra', { comments: 'password: zebra-2' })],
    },
    { redactor: createRedactor({ values: ['zebra-3zebra'] }) },
  );
  for (const format of REPORT_FORMATS.values()) {
    const bytes = await bytesOf(format, report);
    const files = format.id === 'tar' ? await unpack(bytes) : new Map([['', bytes]]);
    for (const file of files.values()) {
      expect(file.toString()).not.toContain('zebra');
      expect(file.toString()).toContain('[redacted]');
    }
  }
});
