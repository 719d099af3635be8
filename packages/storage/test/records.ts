import type { AppendInput, SessionStorage, StoredCheckpoint } from '../src/index.js';

export function snapshot(text: string, more: Partial<AppendInput> = {}): AppendInput {
  return { kind: 'snapshot', bytes: Buffer.from(text), ...more };
}

export function delta(text: string, more: Partial<AppendInput> = {}): AppendInput {
  return { kind: 'delta', bytes: Buffer.from(text), ...more };
}

/** A checkpoint as text: `snapshot|delta|delta@sequence`. */
export function textOf(checkpoint: StoredCheckpoint | undefined): string {
  if (checkpoint === undefined) return 'nothing';
  const parts = [checkpoint.snapshot, ...checkpoint.deltas].map((bytes) =>
    Buffer.from(bytes).toString(),
  );
  return `${parts.join('|')}@${checkpoint.sequence}`;
}

export async function loadText(storage: SessionStorage): Promise<string> {
  return textOf(await storage.load());
}
