import type { Answer } from './answer.js';

/** What `plainbox config --json` answers. */
export interface ConfigAnswer extends Answer {
  readonly schema: 'plainbox-config/1';
  readonly settings: readonly ConfiguredSetting[];
  /** The files that were found, the one that goes over the other first. */
  readonly files: readonly { readonly scope: 'project' | 'user'; readonly path: string }[];
}

/** A setting, and where its value comes from. */
export interface ConfiguredSetting {
  readonly name: string;
  readonly value: string | number | null;
  readonly source: 'environment' | 'project' | 'user' | 'default';
  /** The variable or the file; null for defaults. */
  readonly from: string | null;
}
