import type { Extensions } from '../representation/extensions.js';
import type {
  FormatRules,
  JsonMap,
  SessionRepresentation,
} from '../representation/session-representation.js';
import type { Encoding } from './encoding.js';
import type { Loss } from './loss.js';

/** What a format gives when it writes: the document, its version in it, and what it couldn't put into it. */
export interface WrittenSession {
  readonly document: JsonMap;
  readonly losses: readonly Loss[];
}

/**
 * One version of the document: JSON ⇄ representation, synchronous and pure.
 *
 * `read` undoes `write`. It gets the whole document, of which `version` is already known to be this format's.
 */
export interface SessionFormat {
  /** A name for messages, such as `plainbox/11`. */
  readonly id: string;
  /** The value of the document's `version`, by which the format is found. */
  readonly version: string | number;
  readonly rules: FormatRules;
  /** How the document becomes bytes; JSON unless given. */
  readonly encoding?: Encoding;
  /** What an application added; see {@link extendFormat}. */
  readonly extensions?: Partial<Extensions>;
  /** Keys of the metadata that peeking doesn't tell. */
  readonly notPeeked?: readonly string[];
  read(document: JsonMap): SessionRepresentation;
  write(representation: SessionRepresentation): WrittenSession;
}
