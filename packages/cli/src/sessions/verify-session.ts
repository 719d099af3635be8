import { type CodecError, createCodec } from '@plainbox/codecs';
import type { SessionStorage, StorageFault } from '@plainbox/storage';
import type { Fault, VerifiedSession } from '../answers/verify.js';

/** Checks what is stored of a session, and that all of it can be decoded. Changes nothing. */
export async function verifySession(storage: SessionStorage): Promise<VerifiedSession> {
  const { ok, sequence, recordsChecked, faults } = await storage.verify();
  const problems = sequence > 0 ? await decodingProblems(storage) : [];
  return {
    id: storage.id,
    location: storage.location,
    ok: ok && problems.length === 0,
    checkpoint: sequence,
    recordsChecked,
    faults: [...faults.map(faultOf), ...problems],
  };
}

/** What can't be understood though it is as it was saved: another program may have written it. */
export async function decodingProblems(storage: SessionStorage): Promise<readonly Fault[]> {
  const problems: Error[] = [];
  try {
    const stored = await storage.load();
    if (stored === undefined) return [];
    await createCodec().inspect(stored, {
      sessionId: storage.id,
      location: storage.location,
      onProblem: (problem: CodecError) => problems.push(problem),
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    problems.push(error);
  }
  return problems.map((problem) => ({
    code: String((problem as { code?: unknown }).code),
    message: problem.message,
    path: null,
    lostFrom: null,
    lostTo: null,
  }));
}

/** A fault that the storage found. */
export function faultOf({ code, message, path, lostFrom, lostTo }: StorageFault): Fault {
  return {
    code,
    message,
    path: path ?? null,
    lostFrom: lostFrom ?? null,
    lostTo: lostTo ?? null,
  };
}
