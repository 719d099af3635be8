import { CodecError } from '../errors.js';
import type { Extensions } from '../representation/extensions.js';
import type { SessionFormat } from './session-format.js';

/** What {@link extendFormat} adds. */
export interface FormatExtension extends Partial<Extensions> {
  /** A name for the whole, such as `com.acme.session/1`. It isn't written: the bytes stay those of the format. */
  readonly id?: string;
}

/**
 * A format with data of an application in it: sections of the session, and classes of results. Other readers of the
 * format ignore them, and a codec that doesn't know them keeps them.
 */
export function extendFormat(format: SessionFormat, extension: FormatExtension): SessionFormat {
  const { sections = [], resultKinds = [] } = format.extensions ?? {};
  const extensions: Extensions = {
    sections: [...sections, ...(extension.sections ?? [])],
    resultKinds: [...resultKinds, ...(extension.resultKinds ?? [])],
  };
  const names = [...extensions.sections, ...extensions.resultKinds].map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new CodecError('BAD_DEFINITION', `${twice} is defined twice in one format`);
  }
  return { ...format, id: extension.id ?? format.id, extensions };
}
