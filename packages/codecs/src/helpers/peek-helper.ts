import type { SessionMetadata } from '@plainbox/state';
import type { ReadContext } from '../context.js';
import type { ByteSource } from '../peek/byte-source.js';
import type { SessionCodec } from '../session-codec.js';

/** What `SessionPeekHelper` of either entry is made of. */
export abstract class PeekHelper {
  private readonly codec: SessionCodec;
  private readonly context: ReadContext;

  constructor(codec: SessionCodec, context: ReadContext) {
    this.codec = codec;
    this.context = context;
  }

  /** The metadata of the session that the bytes hold. */
  async peek(data: Uint8Array | ByteSource): Promise<SessionMetadata> {
    return (await this.codec.peek({ snapshot: data }, this.context)).metadata;
  }
}
