import { JobDefinition, TemplateUnit, type Unit } from '@plainbox/state';

/** A unit as it stands in `units.json`. */
export interface GoldenUnit {
  readonly unit: 'job' | 'template';
  readonly id: string;
  readonly namespace?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly checksum: string;
}

export function unitsOf(units: readonly GoldenUnit[]): Unit[] {
  return units.map(({ fields, namespace, unit }) => {
    const UnitClass = unit === 'template' ? TemplateUnit : JobDefinition;
    return new UnitClass(fields, namespace === undefined ? {} : { namespace });
  });
}
