/** What `@plainbox/units` throws for. What is wrong with a file is a {@link UnitProblem} and never thrown. */
export type UnitsErrorCode = 'BAD_NAMESPACE';

/** Base of all errors of `@plainbox/units`. Tell them apart by `code`: two copies of a package may be loaded. */
export class UnitsError extends Error {
  override readonly name: string = 'UnitsError';
  /** Stable, for programs. */
  readonly code: UnitsErrorCode;

  constructor(code: UnitsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A namespace can't prefix ids. */
export class NamespaceError extends UnitsError {
  override readonly name = 'NamespaceError';
  /** The namespace that was given. */
  readonly namespace: string;

  constructor(namespace: string) {
    super(
      'BAD_NAMESPACE',
      `${JSON.stringify(namespace)} can't be a namespace: give a name without white space and '::', such as com.example.checks`,
    );
    this.namespace = namespace;
  }
}
