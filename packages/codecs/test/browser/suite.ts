// What runs in the browser: the browser entry over the sessions of plainbox, and nothing of Node.
import { decodeBase64, encodeBase64 } from '@plainbox/state';
import {
  CodecError,
  createCodec,
  encryptedEnvelope,
  gzipEnvelope,
  PLAINBOX_FORMATS,
  SessionPeekHelper,
  SessionResumeHelper,
} from '../../src/browser.js';
import { toPlainValue } from '../../src/json/plain-values.js';
import { encodeMetadata } from '../../src/representation/metadata-json.js';
import { describeState, tagNumbers } from '../describe-state.js';
import { type GoldenUnit, unitsOf } from '../golden-units.js';

/** A golden case as JSON. Bytes are base64. */
export interface BrowserCase {
  readonly snapshot: string;
  readonly units: readonly GoldenUnit[];
  readonly flags: readonly string[];
  readonly location: string | undefined;
  readonly version: number | undefined;
  /** Log files by path, each a list of `[delay, stream, data]`. */
  readonly logs: Readonly<
    Record<string, readonly (readonly [number, 'stdout' | 'stderr', string])[]>
  >;
}

/** What a browser made of it. */
export interface BrowserOutcome {
  readonly error?: { readonly name: string; readonly code: string };
  readonly state?: unknown;
  readonly peek?: unknown;
  /** The session written again in the same version, in gzip, as base64. */
  readonly again?: string;
}

/** Resumes the session, writes it again, and looks at it. */
export async function play(golden: BrowserCase): Promise<BrowserOutcome> {
  const { flags, location, logs } = golden;
  const ioLogs = {
    isFile: (path: string) => path in logs,
    read: (path: string) =>
      (logs[path] ?? []).map(([delay, stream, data]) => ({
        delay,
        stream,
        data: decodeBase64(data),
      })),
  };
  try {
    const snapshot = decodeBase64(golden.snapshot);
    const state = await new SessionResumeHelper(unitsOf(golden.units), {
      flags,
      location,
      ioLogs,
    }).resume(snapshot);
    const format = PLAINBOX_FORMATS.find(({ version }) => version === golden.version);
    const again = await createCodec({ format }).suspend(state, { location });
    const metadata = await new SessionPeekHelper().peek(again);
    return {
      state: tagNumbers(describeState(state)),
      again: encodeBase64(again),
      peek: tagNumbers(toPlainValue(encodeMetadata(metadata))),
    };
  } catch (error) {
    if (error instanceof CodecError) return { error: { name: error.name, code: error.code } };
    throw error;
  }
}

/** Bytes that were encrypted with this key, as a browser encrypts the session that they hold once more. */
export async function encryptAgain(sealed: string, key: string): Promise<string> {
  const codec = createCodec({
    envelope: [gzipEnvelope(), encryptedEnvelope({ keyId: 'k', key: () => decodeBase64(key) })],
  });
  const context = { sessionId: 'one' };
  const state = await codec.resume({ snapshot: decodeBase64(sealed) }, [], context);
  return encodeBase64(await codec.suspend(state, context));
}

/** What of Node can be reached here. */
export function nodeGlobals(): readonly string[] {
  return ['Buffer', 'process', 'require', 'global', 'setImmediate'].filter(
    (name) => name in globalThis,
  );
}
