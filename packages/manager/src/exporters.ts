import type { Unit } from '@plainbox/state';

const NAMESPACE = 'com.canonical.plainbox';
/** Short names of the exporters that come with plainbox, where they are there. */
const ALIASES = ['global', 'html', 'json', 'junit', 'tar', 'text', 'xlsx'];

/** The exporters among the units by their ids, in the order of the units; after them the short names. */
export function exportersOf(units: Iterable<Unit>): ReadonlyMap<string, Unit> {
  const exporters = new Map<string, Unit>();
  for (const unit of units) if (unit.unit === 'exporter') exporters.set(unit.id, unit);
  for (const alias of ALIASES) {
    const exporter = exporters.get(`${NAMESPACE}::${alias}`);
    if (exporter !== undefined) exporters.set(alias, exporter);
  }
  return exporters;
}
