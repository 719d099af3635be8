import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh folder that goes when the test is over. */
export function temporaryPlace(): string {
  const place = mkdtempSync(join(tmpdir(), 'plainbox-storage-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  return place;
}
