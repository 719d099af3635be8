import { ManagerError } from '../errors.js';
import {
  type ConfiguredExporter,
  chooseOptions,
  type ExporterSupport,
} from './exporter-support.js';

/**
 * An exporter by its id, with the options that it is to be run with.
 *
 * @throws ManagerError `UNKNOWN_EXPORTER`, or `UNSUPPORTED_EXPORTER_OPTION`.
 */
export function configureExporter(
  exporters: ReadonlyMap<string, ExporterSupport>,
  id: string,
  options: Iterable<string>,
  strict: boolean,
): ConfiguredExporter {
  const support = exporters.get(id);
  if (support !== undefined) {
    return { support, options: chooseOptions(id, support, options, strict) };
  }
  const known = exporters.size > 0 ? [...exporters.keys()].join(', ') : 'none';
  throw new ManagerError(
    'UNKNOWN_EXPORTER',
    `the session has no exporter ${JSON.stringify(id)}; those that it has: ${known}`,
  );
}
