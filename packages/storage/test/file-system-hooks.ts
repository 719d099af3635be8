import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Damage to the newest record of a closed session, for the conformance suite. */
export const damageHooks = {
  cut: async (place: string, id: string): Promise<void> => {
    const path = join(place, `${id}.session`, 'session.journal');
    writeFileSync(path, readFileSync(path).subarray(0, -1));
  },
  flip: async (place: string, id: string): Promise<void> => {
    const path = join(place, `${id}.session`, 'session.journal');
    const bytes = readFileSync(path);
    const at = bytes.length - 2;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  },
};
