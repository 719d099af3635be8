import { CodecError } from '../errors.js';
import type { Loss } from './loss.js';

const SHOWN = 3;

/** The format can't hold all of the session, and losing some of it wasn't allowed. */
export class WouldLoseDataError extends CodecError {
  override readonly name: string = 'WouldLoseDataError';
  readonly version: string | number;
  readonly losses: readonly Loss[];

  constructor(version: string | number, losses: readonly Loss[]) {
    const shown = losses.slice(0, SHOWN).map(({ what }) => what);
    const more = losses.length > SHOWN ? `, and ${losses.length - SHOWN} more` : '';
    super(
      'WOULD_LOSE_DATA',
      `Format ${version} would lose data: ${shown.join(', ')}${more}; write a newer format, or set allowLoss`,
    );
    this.version = version;
    this.losses = losses;
  }
}
