import type { SessionState } from '@plainbox/state';
import type { SessionCodec } from '../session-codec.js';

/** What `SessionSuspendHelper` of either entry is made of. */
export abstract class SuspendHelper {
  private readonly codec: SessionCodec;

  constructor(codec: SessionCodec) {
    this.codec = codec;
  }

  /** The session as bytes; names of log files become relative to the directory, where one is given. */
  suspend(session: SessionState, sessionDirectory?: string): Promise<Uint8Array> {
    return this.codec.suspend(session, { location: sessionDirectory });
  }
}
