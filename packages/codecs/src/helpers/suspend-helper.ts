import type { SessionState } from '@plainbox/state';
import type { SuspendContext } from '../context.js';
import type { SessionCodec } from '../session-codec.js';

/** What `SessionSuspendHelper` of either entry is made of. */
export abstract class SuspendHelper {
  private readonly codec: SessionCodec;
  private readonly context: SuspendContext;

  constructor(codec: SessionCodec, context: SuspendContext) {
    this.codec = codec;
    this.context = context;
  }

  /** The session as bytes; names of log files become relative to the directory, where one is given. */
  suspend(session: SessionState, sessionDirectory?: string): Promise<Uint8Array> {
    const location = sessionDirectory ?? this.context.location;
    return this.codec.suspend(session, { ...this.context, location });
  }
}
