import type { Unit } from '@plainbox/state';
import { type ExporterSupport, exporterSupport } from './exporter-support.js';

const NAMESPACE = 'com.canonical.plainbox';
/** Short names of the exporters that come with plainbox, where they are there. */
const ALIASES = ['global', 'html', 'json', 'junit', 'tar', 'text', 'xlsx'];

/** The exporters among the units by their ids, in the order of the units; after them the short names. */
export function exportersOf(units: Iterable<Unit>): ReadonlyMap<string, ExporterSupport> {
  const exporters = new Map<string, ExporterSupport>();
  for (const unit of units) {
    const support = unit.unit === 'exporter' ? exporterSupport(unit) : undefined;
    if (support) exporters.set(unit.id, support);
  }
  for (const alias of ALIASES) {
    const exporter = exporters.get(`${NAMESPACE}::${alias}`);
    if (exporter !== undefined) exporters.set(alias, exporter);
  }
  return exporters;
}
