// Secrets go, by their form and by the names they have; all else stays as it is, byte for byte.
import { JobDefinition } from '@plainbox/state';
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
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted]'],
    ['ERROR: password=x', 'ERROR: password=[redacted]'],
    ['connecting: token=x', 'connecting: token=[redacted]'],
    ['curl: password: x', 'curl: password: [redacted]'],
    ['config: {api_key: x}', 'config: {api_key: [redacted]}'],
    ['[info] db: DB_PASSWORD=x', '[info] db: DB_PASSWORD=[redacted]'],
    ['reason="bad password=x"', 'reason="bad password=[redacted]"'],
    ['--verbose --password x', '--verbose --password [redacted]'],
    ['auth: {password: x}', 'auth: [redacted]'],
    [
      'PGPASSWORD=hunter2 SSHPASS=x DBPASSWORD=y',
      'PGPASSWORD=[redacted] SSHPASS=[redacted] DBPASSWORD=[redacted]',
    ],
    ['//registry.example/:_authToken=abc', '//registry.example/:_authToken=[redacted]'],
    ["'secret' => 'hunter2', 'user' => 'me'", "'secret' => '[redacted]', 'user' => 'me'"],
    [':password=>"a", x', ':password=>"[redacted]", x'],
    ['secret := "a b"', 'secret := "[redacted]"'],
    ['os.environ["API_TOKEN"] = "x y"', 'os.environ["API_TOKEN"] = "[redacted]"'],
    ['let password: string = "a b";', 'let password: [redacted];'],
    ['Login { password: Some("a b"), user: "me" }', 'Login { password: [redacted], user: "me" }'],
    ["api key: 'abc' Access Token: x", "api key: '[redacted]' Access Token: [redacted]"],
    ['["--password", "hunter2", "--verbose"]', '["--password", "[redacted]", "--verbose"]'],
    ['"Env": ["DB_PASSWORD=two words", "A=b"]', '"Env": ["DB_PASSWORD=[redacted]", "A=b"]'],
    ['"password=a user=me"', '"password=[redacted] user=me"'],
    ['-storepass x -token y', '-storepass [redacted] -token [redacted]'],
    ['?token=abc&user=me&api_key=x#top', '?token=[redacted]&user=me&api_key=[redacted]'],
    [
      'Server=db;User Id=sa;Password=a;b,c!;Encrypt=yes',
      'Server=db;User Id=sa;Password=[redacted];Encrypt=yes',
    ],
    ['AccountKey=abc/def+g==;EndpointSuffix=x', 'AccountKey=[redacted];EndpointSuffix=x'],
    ['{"name": "DB_PASSWORD", "value": "x y"}', '{"name": "DB_PASSWORD", "value": "[redacted]"}'],
    ['  - name: DB_PASSWORD\n    value: x', '  - name: DB_PASSWORD\n    value: [redacted]'],
    ['DB_PASSWORD=voil\u00e0 2', 'DB_PASSWORD=[redacted] 2'],
    ['DB_PASSWORD=a\0HOME=/root', 'DB_PASSWORD=[redacted]\0HOME=/root'],
    ['{"log":"user=me\\npassword=x"}', '{"log":"user=me\\npassword=[redacted]"}'],
    [
      '\u001b[32mpassword\u001b[0m: \u001b[1mhunter2\u001b[0m',
      '\u001b[32mpassword\u001b[0m: \u001b[1m[redacted]\u001b[0m',
    ],
  ])('%s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });
});

describe('nothing of a secret stands beside its stand-in', () => {
  test.each([
    // Headers take the rest of their line.
    ['Authorization: ApiKey 9f8e7d6c', 'Authorization: [redacted]'],
    [
      '> authorization: Digest username="me", response="abc"\r\nHost: x',
      '> authorization: [redacted]\r\nHost: x',
    ],
    ['Cookie: theme=dark; session="9f8e"', 'Cookie: [redacted]'],
    ['Set-Cookie: a=b; Path=/', 'Set-Cookie: [redacted]'],
    [`curl -H "Cookie: a=b; c=d" https://x`, `curl -H "Cookie: [redacted]" https://x`],
    [
      `curl -H 'Authorization: ApiKey x' https://x`,
      `curl -H 'Authorization: [redacted]' https://x`,
    ],
    [
      '{"raw":"GET /\\r\\nCookie: a=b; c=d\\r\\nHost: x"}',
      '{"raw":"GET /\\r\\nCookie: [redacted]\\r\\nHost: x"}',
    ],
    ['["Authorization", "ApiKey 9f8e"]', '["Authorization", "[redacted]"]'],
    ['auth: Bearer abc', 'auth: [redacted]'],
    // Brackets and quotes.
    ['"auth": {"value":"hunter2"}, "x": 1', '"auth": "[redacted]", "x": 1'],
    ['"auth": {\n  "value": "}",\n  "x": [1]\n},\nnext', '"auth": "[redacted]",\nnext'],
    ['"auth": {\n  "value": "cut o', '"auth": "[redacted]"'],
    ['"tokens": ["a", "b"], "x": 1', '"tokens": "[redacted]", "x": 1'],
    ['map[Authorization:[ApiKey x] Host:[y]]', 'map[Authorization:[redacted] Host:[y]]'],
    ['"token": 12345678, "x": 1', '"token": "[redacted]", "x": 1'],
    ['password="a\\"hunter2" x', 'password="[redacted]" x'],
    ['password="a\\\\" x', 'password="[redacted]" x'],
    [`password='it'\\''s me' x`, `password='[redacted]' x`],
    [`password: 'it''s me', x: 1`, `password: '[redacted]', x: 1`],
    [`password=b'a b' x`, `password=[redacted] x`],
    ['password="not closed, you see\nnext', 'password="[redacted]\nnext'],
    ['password=a,b;c&d)e}f"g x', 'password=[redacted] x'],
    ['{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}', '{\\"password\\":\\"[redacted]\\",\\"x\\":1}'],
    [
      '{\\\\\\"password\\\\\\":\\\\\\"a b\\\\\\"}',
      '{\\\\\\"password\\\\\\":\\\\\\"[redacted]\\\\\\"}',
    ],
    ['{&quot;password&quot;:&quot;a b&quot;}', '{&quot;password&quot;:&quot;[redacted]&quot;}'],
    [`auth=('me', 'a b'), x=1`, `auth=[redacted], x=1`],
    [`auth=Basic("me", "a b"), x=1`, `auth=[redacted], x=1`],
    ['TOKEN=$(cat a b) run', 'TOKEN=[redacted] run'],
    ['password = """\na b\n"""\nx = 1', 'password = """[redacted]"""\nx = 1'],
    // Elements.
    ['<property name="password">a b</property>', '<property name="password">[redacted]</property>'],
    [
      '<key>password</key>\n<string>a b</string>',
      '<key>password</key>\n<string>[redacted]</string>',
    ],
    ['<password>a b</password>', '<password>[redacted]</password>'],
    ['<ns:apiKey type="x">a b</ns:apiKey>', '<ns:apiKey type="x">[redacted]</ns:apiKey>'],
    ['<auth>\n<value>x</value></auth>', '<auth>[redacted]</auth>'],
    ['<token><![CDATA[a<b]]></token>', '<token>[redacted]</token>'],
    ['<add key="password" value="a b"/>', '<add key="password" value="[redacted]"/>'],
    // Lines.
    ['password: correct horse battery', 'password: [redacted]'],
    ['password: a b, user: me', 'password: [redacted], user: me'],
    ['password: >-\n  first line\n\n  second\nuser: me', 'password: >-\n  [redacted]\nuser: me'],
    ['  password: |\n    first\n  user: me', '  password: |\n    [redacted]\n  user: me'],
    ['password:\n  hunter2\nuser: me', 'password:\n  [redacted]\nuser: me'],
    ['tokens:\n- a\n- b\nuser: me', 'tokens:\n[redacted]\nuser: me'],
  ])('%s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
    expect(redactor.text(clean)).toBe(clean);
    expect(Buffer.from(redactor.bytes(Buffer.from(text))).toString()).toBe(clean);
  });
});

describe('secrets that well-known commands are given', () => {
  test.each([
    ['curl -sSu admin:hunter2 https://x', 'curl -sSu admin:[redacted] https://x'],
    [`curl --user 'admin:a b' https://x`, `curl --user 'admin:[redacted]' https://x`],
    [`['curl', '-u', 'admin:x']`, `['curl', '-u', 'admin:[redacted]']`],
    ['+ sshpass -p hunter2 ssh me@x', '+ sshpass -p [redacted] ssh me@x'],
    [`mysqldump -uroot -p'a b' db`, `mysqldump -uroot -p'[redacted]' db`],
    ['mysql -u root -phunter2 db', 'mysql -u root -p[redacted] db'],
    ['docker login -u me -p hunter2 x', 'docker login -u me -p [redacted] x'],
    ['redis-cli -a hunter2 ping', 'redis-cli -a [redacted] ping'],
    ['ipmitool -H x -U root -P hunter2 sdr', 'ipmitool -H x -U root -P [redacted] sdr'],
    ['smbclient //x/y -U me%hunter2', 'smbclient //x/y -U me%[redacted]'],
    ['openssl rsa -passin pass:hunter2 -in x', 'openssl rsa -passin pass:[redacted] -in x'],
    [
      'nmcli dev wifi connect Home password hunter2',
      'nmcli dev wifi connect Home password [redacted]',
    ],
    ['nmcli c add wifi-sec.psk hunter2', 'nmcli c add wifi-sec.psk [redacted]'],
    ['wpa_passphrase Home hunter22', 'wpa_passphrase Home [redacted]'],
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
    'Bearer qwertyuiopasdfghjklzxcvbnmq',
    'basic YWRtaW46aHVudGVyMg==',
    'postgres://app:s3cret@db/prod',
    'postgres://app:s3cret@s3cret@db/prod',
    'redis://:s3cret/s3cret@cache',
    'https://s3cret7s3cret7s3cret7@github.com/x',
    `glpat-${'s3cret'.repeat(4)}`,
    `xoxb-12345-${'s3cret'.repeat(4)}`,
    'https://hooks.slack.com/services/T0/B0/s3crets3cret',
    `sk_live_${'s3cret'.repeat(4)}`,
    "CREATE USER me IDENTIFIED BY 's3cret'",
    "ALTER USER me WITH PASSWORD 's3cret'",
    'machine x login me password s3cret',
    'root:$6$abcdefgh$s3crets3crets3cret:19000:0',
    `123456789:AA${'s3cret'.repeat(5)}xyz`,
    '-----BEGIN PGP PRIVATE KEY BLOCK-----\nMIIE\n-----END PGP PRIVATE KEY BLOCK-----',
    '-----BEGIN PRIVATE KEY-----\\nMIIE\\nabc\\n-----END PRIVATE KEY-----\\n',
    `-----BEGIN PRIVATE KEY-----\n${'MIIE\n'.repeat(12_000)}`,
  ])('%s', (secret) => {
    const clean = redactor.text(`before ${secret}`);
    expect(clean).toContain('[redacted]');
    expect(clean).toMatch(/^before /);
    for (const part of [
      'AKIAIOS',
      'ghp_',
      'c2lnb',
      'MIIE',
      'cut off',
      'abc123',
      's3cret',
      'qwert',
      'YWRta',
    ]) {
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
  'https://example.org:8080/path?a=b@c',
  'http://auth:8080/ is up',
  'password policy: 12 characters',
  'password_policy: 12 characters',
  'the token ring is fine',
  'passed: 3',
  'tokens: 512, max_tokens: 5',
  '"usage": {"tokens": {"in": 5, "out": 3}}',
  'tokens: [1, 2]',
  '"token": null, "auth": true, password: required',
  'src/auth.ts:10:5: error: x is not a function',
  'tests/token:12: failed',
  'TokenExpiredError: jwt expired',
  'com.acme::auth::login passed',
  'PWD=/home/me OLDPWD=/tmp',
  'SSH_AUTH_SOCK=/run/ssh.sock',
  'token_type: bearer, expires_in: 5',
  '--password-file /run/x --no-auth on',
  'Usage: login <user> <password> [options]',
  'cookie-parser: 1.4.6, auth.failed=3, first_pass: 3',
  '<property name="port">80</property><key>x</key><string>y</string>',
  'auth: 12 passed, 3 failed',
  'auth: failed for me',
  "Unexpected token: '}'",
  'if (password === null || password == undefined)',
  'the bearer certificate expires in 2030',
  'Basic authentication failed',
  'docker run -p 8080:80 x; mkdir -p dir; mysql -p db',
  'secretary: Ann; compass: north; bypass: on',
  '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
  '',
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

test('keys of data that name secrets have their values taken out whole', () => {
  const tree = {
    auth: { value: 'x', more: [1] },
    pin: { password: 1234, token: null, secret: true },
    tokens: ['a'],
    usage: { tokens: 5 },
    env: [
      { name: 'DB_PASSWORD', value: 'x' },
      { name: 'PORT', value: '80' },
    ],
  };
  expect(redactor.data(tree)).toEqual({
    auth: '[redacted]',
    pin: { password: '[redacted]', token: null, secret: true },
    tokens: '[redacted]',
    usage: { tokens: 5 },
    env: [
      { name: 'DB_PASSWORD', value: '[redacted]' },
      { name: 'PORT', value: '80' },
    ],
  });
});

test('values also go where they are escaped for JSON or an address', () => {
  const { text } = createRedactor({ values: ['a"b c/d'] });
  expect(text('1 a"b c/d 2 a\\"b c/d 3 a%22b%20c%2Fd 4')).toBe(
    '1 [redacted] 2 [redacted] 3 [redacted] 4',
  );
});

describe('a long line of anything takes no long time', () => {
  test.each([
    'a',
    'a=',
    'a ',
    '--a ',
    'eyJa',
    '-eyJ',
    ':a',
    'Bearer ',
    'Basic ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----!',
    '"',
    '\\',
    '\\"',
    `password='"`,
    `password=\\"\\\\"`,
    'password=',
    'password: ',
    'password: a ',
    'password={',
    'password=(',
    'password=a(',
    '<x name="password">',
    'auth:["',
    'Cookie: "',
    'cookie: a=b; ',
    '<password>',
    '<password>a<',
    '"name":"password",',
    'curl -u a: ',
    'mysql -p',
    '://a:',
    'http://a:b',
    '\u001b[0m',
    '\u001b]',
    'log line 12:30:15 user=me status=ok ',
  ])('%s', (unit) => {
    // Steps that grow with the square, or with the window of a search, would take minutes.
    expect(secondsFor(unit, 1_000_000)).toBeLessThan(5);
  });
});

test('ten megabytes of a log without a line break take about ten times as long as one', () => {
  const unit =
    '12:30:15 user=me password=x {"token":"a b","auth":{"x":1}} status: ok https://a:b@c ';
  secondsFor(unit, 100_000);
  expect(secondsFor(unit, 10_000_000)).toBeLessThan(30 * secondsFor(unit, 1_000_000));
}, 60_000);

function secondsFor(unit: string, length: number): number {
  const text = unit.repeat(length / unit.length);
  const begin = performance.now();
  redactor.text(text);
  return (performance.now() - begin) / 1000;
}

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

test('no format tells a secret that a failed job or an attachment has in one of many notations', async () => {
  const written = [
    'Authorization: ApiKey zebra1',
    'Cookie: theme=dark; session=zebra2',
    '"auth": {"value":"zebra3"}',
    "'secret' => 'zebra4'",
    'password="a\\"zebra5"',
    'PGPASSWORD=zebra6 SSHPASS=zebra6 DBPASSWORD=zebra6',
    '{"text":"{\\"password\\":\\"zebra7\\"}"}',
    '"tokens": ["zebra8"]',
    '<password>zebra9</password>',
    'curl -u admin:zebra0 https://example.org',
    'this stays',
  ].join('\n');
  const report = reportOf(
    { bad: [resultWith('fail', written)], kept: [resultWith('pass', written)] },
    {
      redactor,
      definitions: new Map([['kept', new JobDefinition({ id: 'kept', plugin: 'attachment' })]]),
    },
  );
  for (const format of REPORT_FORMATS.values()) {
    const bytes = await bytesOf(format, report);
    const files = format.id === 'tar' ? await unpack(bytes) : new Map([['', bytes]]);
    for (const file of files.values()) {
      expect(file.toString()).not.toContain('zebra');
      expect(file.toString()).toContain('this stays');
    }
    if (format.id === 'tar') expect([...files.keys()]).toContain('attachment_files/kept');
  }
});
