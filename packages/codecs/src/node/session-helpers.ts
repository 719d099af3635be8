import type { Unit } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { PeekHelper } from '../helpers/peek-helper.js';
import { ResumeHelper } from '../helpers/resume-helper.js';
import { SuspendHelper } from '../helpers/suspend-helper.js';
import type { SessionCodec } from '../session-codec.js';
import { createCodec } from './codec.js';

/** Turns a session into the bytes of a checkpoint: the simple entry, as in plainbox. */
export class SessionSuspendHelper extends SuspendHelper {
  constructor(codec: SessionCodec = createCodec()) {
    super(codec);
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
  constructor(codec: SessionCodec = createCodec()) {
    super(codec);
  }
}
