import type { ResultKind } from '../sections/result-kind.js';
import type { Section } from '../sections/section.js';

/** What an application adds to a format. */
export interface Extensions {
  readonly sections: readonly Section[];
  readonly resultKinds: readonly ResultKind[];
}
