import { join } from 'node:path';
import type { FileSystem } from './file-system.js';
import { lstatIfThere } from './files.js';
import { listInnerFolder } from './folders.js';
import type { GenerationFile, SessionLayout } from './layout.js';
import type { Plan } from './steps.js';

const DIGEST = /^sha256:([0-9a-f]{12})/;
const ASIDE = /^(\d{12,})(?:-([0-9a-f]{12}))?\.(session|journal)(?:\.\d+)?$/;

/**
 * What a name in `set-aside/` tells: that a repair has taken this file out of the generations, or has found it missing.
 * It has the begin of the snapshot's digest, if that was known, as a number may be given again after a repair.
 */
export interface AsideNote extends GenerationFile {
  tellsOf(base: string): boolean;
}

/** What repairs have taken out of the generations. */
export function* findAside(fs: FileSystem, layout: SessionLayout): Plan<AsideNote[]> {
  const names = yield* listInnerFolder(fs, layout.setAside);
  return names.flatMap((name) => {
    const [, sequence, digest, kind] = ASIDE.exec(name) ?? [];
    if (sequence === undefined) return [];
    return {
      sequence: Number(sequence),
      kind: kind as GenerationFile['kind'],
      tellsOf: (base) => digest !== undefined && base.startsWith(`sha256:${digest}`),
    };
  });
}

/** A name for a file of a generation that nothing has yet: what is set aside stays for good. */
export function* nameGenerationAside(
  fs: FileSystem,
  layout: SessionLayout,
  { sequence, kind, base }: GenerationFile & { readonly base?: string },
): Plan<string> {
  const digest = base === undefined ? undefined : DIGEST.exec(base)?.[1];
  const stem = `${String(sequence).padStart(12, '0')}${digest === undefined ? '' : `-${digest}`}`;
  for (let number = 1; ; number++) {
    const path = join(layout.setAside, `${stem}.${kind}${number === 1 ? '' : `.${number}`}`);
    if ((yield* lstatIfThere(fs, path)) === undefined) return path;
  }
}
