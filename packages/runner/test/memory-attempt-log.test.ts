import { expect, test } from 'vitest';
import { systemClock } from '../src/clock.js';
import { MemoryAttemptLog } from '../src/io-logs/memory-attempt-log.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('what a log in memory has given is changed by nobody who still writes', async () => {
  const log = new MemoryAttemptLog(systemClock);
  const bytes = Buffer.from('in time\n');
  log.write('stdout', bytes);
  bytes.fill('x');
  const given = await log.finish();
  log.write('stdout', Buffer.from('too late\n'));
  expect('ioLog' in given && given.ioLog.map(({ data }) => text(data))).toEqual(['in time\n']);
});
