/** Bounds on what is read, so that no file or folder can use up the machine. */
export interface UnitFileLimits {
  /** Bytes of a `.pxu` file. Default 16 MiB. */
  readonly recordBytes: number;
  /** Bytes of a YAML file, which takes some 400 times that much memory to read. Default 2 MiB. */
  readonly yamlBytes: number;
  /** Bytes of a JSON file. Default 8 MiB. */
  readonly jsonBytes: number;
  /** Files read at one time, over all folders. Default 10 000. */
  readonly files: number;
  /** Problems reported for one file; of more there is only word that there are more. Default 100. */
  readonly problems: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: UnitFileLimits = {
  recordBytes: 16 * MIB,
  yamlBytes: 2 * MIB,
  jsonBytes: 8 * MIB,
  files: 10_000,
  problems: 100,
};

/** How deep lists and maps may stand in each other. Job files need three levels. */
export const MAX_DEPTH = 64;
