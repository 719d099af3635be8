import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { cutOffSession } from './cut-off-session.js';

/** Turns one bit in the middle of the journal's last but one line. */
async function damageJournal(folder: string): Promise<void> {
  const path = join(folder, 'session.journal');
  const bytes = await readFile(path);
  const text = bytes.toString('latin1').replace(/\0+$/, '').trimEnd();
  const lastLine = text.lastIndexOf('\n');
  const at =
    text.lastIndexOf('\n', lastLine - 1) +
    Math.floor((lastLine - text.lastIndexOf('\n', lastLine - 1)) / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

test('a whole session is ok, and has nothing to repair', async ({ workplace }) => {
  const { id, folder } = await cutOffSession(workplace);
  const { sessions } = await workplace.answer(['verify']);
  expect(sessions).toEqual([
    {
      id,
      location: folder,
      ok: true,
      checkpoint: expect.any(Number),
      recordsChecked: expect.any(Number),
      faults: [],
    },
  ]);
  expect(sessions[0].recordsChecked).toBeGreaterThan(1);
  expect(await workplace.refusal(['repair', '--yes'])).toMatchObject({
    exit: 4,
    error: { code: 'NOTHING_TO_DO' },
  });
});

test('a damaged one is found, told what it lost, mended, and goes on', async ({ workplace }) => {
  const { id, folder } = await cutOffSession(workplace);
  await damageJournal(folder);

  const found = await workplace.plainbox(['verify', '--all']);
  expect(found.code).toBe(9);
  expect(found.stdout.split('\t').slice(0, 2)).toEqual([id, 'damaged']);
  expect(found.stderr).toContain('[DAMAGED_JOURNAL]');
  expect(found.stderr).toMatch(/next: .* repair pbox-\S+ --dry-run/);

  // A damaged session stays untouched until it is repaired.
  expect((await workplace.plainbox(['resume'])).code).toBe(6);

  const before = await readFile(join(folder, 'session.journal'));
  const dry = await workplace.answer(['repair', '--dry-run']);
  expect(dry).toMatchObject({ dryRun: true, id, keptAside: [] });
  expect(dry.faults[0]).toMatchObject({ code: 'DAMAGED_JOURNAL' });
  expect(dry.faults[0].lostFrom).toBe(dry.checkpoint + 1);
  expect(await readFile(join(folder, 'session.journal'))).toEqual(before);
  expect((await workplace.refusal(['repair'])).error.code).toBe('CONFIRMATION_NEEDED');

  const done = await workplace.answer(['repair', '--yes']);
  expect(done).toMatchObject({ dryRun: false, checkpoint: dry.checkpoint });
  expect(done.keptAside.length).toBeGreaterThan(0);
  for (const path of done.keptAside) await readFile(path);

  expect((await workplace.plainbox(['verify'])).code).toBe(0);
  await workplace.write('go', '');
  expect((await workplace.plainbox(['resume'])).code).toBe(0);
});

test('in a terminal verify colours what is damaged, and repair asks', async ({ workplace }) => {
  const { folder } = await cutOffSession(workplace);
  await damageJournal(folder);
  await using verify = workplace.terminal(['verify']);
  expect(await verify.ended).toBe(9);
  expect(verify.text).toMatch(/^session +state +checkpoint +records/);
  expect(verify.isColored('damaged')).toBe(true);

  await using repair = workplace.terminal(['repair']);
  await repair.shows(/Really repair pbox-/);
  repair.type('y');
  expect(await repair.ended).toBe(0);
  expect(repair.text).toContain('kept aside: ');
});

test('what is whole but makes no sense cannot be repaired: exit 6', async ({ workplace }) => {
  const { folder } = await cutOffSession(workplace);
  const copy = join(workplace.store, 'other.session');
  const { cp, rm } = await import('node:fs/promises');
  await cp(folder, copy, { recursive: true });
  await rm(join(copy, 'session.journal'));
  const { gzipSync } = await import('node:zlib');
  await writeFile(join(copy, 'session'), gzipSync('{"version":11,"session":{}}'));
  const verified = await workplace.plainbox(['verify', 'other']);
  expect(verified.code).toBe(9);
  expect(verified.stderr).toContain('[CORRUPTED_SESSION]');
  expect(await workplace.refusal(['repair', 'other', '--yes'])).toMatchObject({
    exit: 6,
    error: { code: 'NOT_REPAIRABLE' },
  });
});
