import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileSystemRepository } from '../src/index.js';
import { delta, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';

const HOUR = 60 * 60 * 1000;

test('a generation is as old as what took its place, not as its own snapshot', async () => {
  const policy = { keepGenerations: 0, keepGenerationsFor: HOUR };
  const storage = await fileSystemRepository(temporaryPlace(), policy).create();
  await storage.append(snapshot('S'));
  const longAgo = new Date(Date.now() - 24 * HOUR);
  utimesSync(join(storage.location, 'session'), longAgo, longAgo);
  await storage.append(delta('a'));
  await storage.append(snapshot('T'));
  expect(textOf(await storage.loadAt(2))).toBe('S|a@2');

  utimesSync(join(storage.location, 'session'), longAgo, longAgo);
  await storage.append(snapshot('U'));
  expect(textOf(await storage.loadAt(3))).toBe('T@3');
  await expect(storage.loadAt(2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await storage.close();
});
