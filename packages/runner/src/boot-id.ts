import { readFileSync } from 'node:fs';

/** Names the present boot of this machine; `null` where the system doesn't tell. */
export function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
