import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ON_DISK = fileURLToPath(new URL('../.tmp', import.meta.url));
const IN_MEMORY = '/dev/shm';

/** Whether this machine has a folder in memory. */
export const hasMemoryFolder = existsSync(IN_MEMORY);

/** A folder on the disk that this repository lies on, or in memory, while `use` goes on. */
export async function withFolder(kind, use) {
  if (kind === 'disk') mkdirSync(ON_DISK, { recursive: true });
  const root = mkdtempSync(join(kind === 'disk' ? ON_DISK : IN_MEMORY, 'plainbox-'));
  const newFolder = () => mkdtempSync(join(root, 'contender-'));
  try {
    return await use(newFolder);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
