import type { Unit } from '@plainbox/state';
import { ManagerError } from '../errors.js';

/** What an exporter unit says of the exporter that it stands for. */
export interface ExporterSupport {
  /** Also has what is meant for the exporter alone, such as the field `data`. */
  readonly unit: Unit;
  /** Names the code that exports, as whoever builds exporters knows it. */
  readonly entryPoint: string;
  /** Of the files that the exporter makes, without a dot. */
  readonly fileExtension: string | undefined;
  /** The options that the exporter takes. */
  readonly options: readonly string[];
}

/** An exporter, and the options that it is to be run with. */
export interface ConfiguredExporter {
  readonly support: ExporterSupport;
  readonly options: readonly string[];
}

/** Makes an exporter of one's own out of what its unit says, with options that the unit allows. */
export type ExporterBuilder<Exporter> = (exporter: ConfiguredExporter) => Exporter;

/** What a unit says of its exporter; nothing, if it does not name one. */
export function exporterSupport(unit: Unit): ExporterSupport | undefined {
  const entryPoint = unit.text('entry_point')?.trim();
  if (!entryPoint) return undefined;
  return {
    unit,
    entryPoint,
    fileExtension: unit.text('file_extension'),
    options: listed(unit.value('options')),
  };
}

/**
 * The options that an exporter is run with. A strict choice refuses those that the exporter does not take; one with a
 * value (`name=value`) goes by its name. Otherwise they are left out, and one with a value is taken only if it is
 * listed with that value, as by plainbox.
 *
 * @throws ManagerError `UNSUPPORTED_EXPORTER_OPTION`.
 */
export function chooseOptions(
  id: string,
  { options: supported }: ExporterSupport,
  wanted: Iterable<string>,
  strict: boolean,
): readonly string[] {
  const options = [...wanted];
  if (!strict) return options.filter((option) => supported.includes(option));
  for (const option of options) {
    const [name = option] = option.split('=', 1);
    if (supported.includes(option) || supported.includes(name)) continue;
    const known = supported.length > 0 ? `one of: ${supported.join(', ')}` : 'none: it has none';
    throw new ManagerError(
      'UNSUPPORTED_EXPORTER_OPTION',
      `the exporter ${id} has no option ${JSON.stringify(option)}; give it ${known}`,
    );
  }
  return options;
}

/** Options stand in a list (YAML, JSON), or in a text between commas or white space (unit files). */
function listed(value: ReturnType<Unit['value']>): readonly string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
