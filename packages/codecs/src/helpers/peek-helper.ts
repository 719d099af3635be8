import type { SessionMetadata } from '@plainbox/state';
import type { ByteSource } from '../peek/byte-source.js';
import type { SessionCodec } from '../session-codec.js';

/** What `SessionPeekHelper` of either entry is made of. */
export abstract class PeekHelper {
  private readonly codec: SessionCodec;

  constructor(codec: SessionCodec) {
    this.codec = codec;
  }

  /** The metadata of the session that the bytes hold. */
  async peek(data: Uint8Array | ByteSource): Promise<SessionMetadata> {
    return (await this.codec.peek({ snapshot: data })).metadata;
  }
}
