/** Every way in which `@plainbox/runner` itself can refuse. Codes are stable; texts are not. */
export type RunnerErrorCode = 'ALREADY_RUNNING' | 'BAD_COMMAND' | 'BAD_OPTION';

/** Base of all errors of `@plainbox/runner`. Tell them apart by `code`: two copies may be loaded. */
export class RunnerError extends Error {
  override readonly name: string = 'RunnerError';
  readonly code: RunnerErrorCode;

  constructor(code: RunnerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
