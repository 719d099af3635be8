import type { StorageFault, VerifyReport } from '../driver.js';
import type { FileSystem } from './file-system.js';
import { generationPath, type SessionLayout } from './layout.js';
import { recover } from './recovery.js';
import { readJournal, readSnapshot, takePicture } from './session-picture.js';
import type { Plan } from './steps.js';

/** Compares every checksum and digest of a session, its generations included. Changes nothing. */
export function* verifySession(fs: FileSystem, layout: SessionLayout): Plan<VerifyReport> {
  const recovered = yield* recover(fs, layout);
  const faults: StorageFault[] = [...recovered.faults];
  const sequence = recovered.records.at(-1)?.sequence ?? recovered.snapshot?.sequence ?? 0;
  let recordsChecked = recovered.records.length + (recovered.snapshot === undefined ? 0 : 1);
  const { generations } = yield* takePicture(fs, layout);
  for (const generation of generations) {
    const journal = yield* readJournal(fs, generationPath(layout, generation, 'journal'));
    const path = generationPath(layout, generation, 'session');
    const snapshot = yield* readSnapshot(fs, path);
    if (journal?.header !== undefined && snapshot?.digest !== journal.header.base) {
      const message = `${path} isn't the snapshot that its journal continues.`;
      faults.push({ code: 'DAMAGED_SNAPSHOT', message, path });
    }
    if (journal?.ending === 'damaged') {
      const message = `${journal.path} is damaged behind record ${journal.records.at(-1)?.sequence ?? generation}.`;
      faults.push({ code: 'DAMAGED_JOURNAL', message, path: journal.path });
    }
    recordsChecked += 1 + (journal?.records.length ?? 0);
  }
  const harmless: readonly StorageFault['code'][] = [
    'TORN_TAIL',
    'SET_ASIDE',
    'FOREIGN_SNAPSHOT',
    'LEFTOVER',
  ];
  const ok = faults.every(({ code }) => harmless.includes(code));
  return { id: layout.id, ok, sequence, recordsChecked, faults };
}
