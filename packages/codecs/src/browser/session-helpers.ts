import type { Unit } from '@plainbox/state';
import type { ReadContext, ResumeContext, SuspendContext } from '../context.js';
import { PeekHelper } from '../helpers/peek-helper.js';
import { ResumeHelper } from '../helpers/resume-helper.js';
import { SuspendHelper } from '../helpers/suspend-helper.js';
import type { SessionCodec } from '../session-codec.js';
import { createCodec } from './codec.js';

/** Turns a session into the bytes of a checkpoint: the simple entry, as in plainbox. */
export class SessionSuspendHelper extends SuspendHelper {
  /** @param context what writing takes beside the session, such as the id that encrypted bytes are bound to. */
  constructor(codec: SessionCodec = createCodec(), context: SuspendContext = {}) {
    super(codec, context);
  }
}

/** Turns the bytes of a checkpoint into a session over the given units: the simple entry, as in plainbox. */
export class SessionResumeHelper extends ResumeHelper {
  constructor(
    units: Iterable<Unit>,
    context: ResumeContext = {},
    codec: SessionCodec = createCodec(),
  ) {
    super(codec, units, context);
  }
}

/** Tells what a session is about, without any of its jobs: the simple entry, as in plainbox. */
export class SessionPeekHelper extends PeekHelper {
  /** @param context what reading takes beside the bytes: limits, or the id that encrypted ones are bound to. */
  constructor(codec: SessionCodec = createCodec(), context: ReadContext = {}) {
    super(codec, context);
  }
}
