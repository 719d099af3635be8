import { CodecError, CorruptedSessionError } from '../errors.js';
import { isJsonMap, withKey } from '../representation/json-map.js';
import type {
  FormatRules,
  JsonMap,
  SessionRepresentation,
} from '../representation/session-representation.js';
import type { Encoding } from './encoding.js';
import { formatV11, PLAINBOX_FORMATS } from './plainbox-formats.js';
import type { SessionFormat, WrittenSession } from './session-format.js';

/** A format of one's own; what is left out is as in the newest plainbox format. */
export interface FormatDefinition {
  /** What stands as `version` in the document, such as `com.acme.session/1`. Who doesn't know it refuses the session. */
  readonly version: string;
  /** How the document becomes bytes. */
  readonly encoding?: Encoding;
  /** Of what is written, and of what is read: whatever `read` says of them. */
  readonly rules?: FormatRules;
  /** Undoes `write`. */
  readonly read?: (document: JsonMap) => SessionRepresentation;
  /** The version is put into the document by the caller. */
  readonly write?: (representation: SessionRepresentation) => WrittenSession;
}

/**
 * Checks the definition of a format, and sees to it that whatever goes wrong while reading ends in an error of this
 * package. Give it to `createCodec`, or to a registry to read it only.
 */
export function defineFormat(definition: FormatDefinition): SessionFormat {
  const { version, rules = formatV11.rules, encoding } = definition;
  const { read = formatV11.read, write = formatV11.write } = definition;
  if (version === '' || PLAINBOX_FORMATS.some((format) => String(format.version) === version)) {
    throw new CodecError(
      'BAD_DEFINITION',
      `'${version}' can't be the version of a format of one's own`,
    );
  }
  return {
    id: version,
    version,
    rules,
    ...(encoding && { encoding }),
    read: (document) => {
      try {
        const representation = checked(version, read(document));
        return definition.rules === undefined ? representation : { ...representation, rules };
      } catch (error) {
        if (error instanceof CodecError) throw error;
        throw new CorruptedSessionError(`Cannot read the session as ${version}`, { cause: error });
      }
    },
    write: (representation) => {
      const { document, losses } = write(representation);
      return { document: withKey(document, 'version', version), losses };
    },
  };
}

function checked(version: string, representation: SessionRepresentation): SessionRepresentation {
  const { session, extra } = representation;
  if (isJsonMap(session) && isJsonMap(extra)) return representation;
  throw new CorruptedSessionError(`What ${version} reads is no session`);
}
