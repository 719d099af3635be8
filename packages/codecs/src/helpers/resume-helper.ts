import type { SessionState, Unit } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import type { SessionCodec } from '../session-codec.js';

/** What `SessionResumeHelper` of either entry is made of. */
export abstract class ResumeHelper {
  private readonly codec: SessionCodec;
  private readonly units: readonly Unit[];
  private readonly context: ResumeContext;

  constructor(codec: SessionCodec, units: Iterable<Unit>, context: ResumeContext) {
    this.codec = codec;
    this.units = [...units];
    this.context = context;
  }

  /** The session that the bytes hold; the callback sees it fresh, and may put another state in its place. */
  resume(data: Uint8Array, earlyCallback?: ResumeContext['earlyCallback']): Promise<SessionState> {
    const context = earlyCallback === undefined ? this.context : { ...this.context, earlyCallback };
    return this.codec.resume({ snapshot: data }, this.units, context);
  }
}
