import type { Unit } from '../../units/unit.js';
import type { UnitIssue } from '../issue.js';

/** Something that is wrong between units, at the one of them that is to be mended. */
export interface RelationIssue extends UnitIssue {
  /** The unit that it is wrong in. */
  readonly unit: Unit;
}
