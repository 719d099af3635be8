import type { StandardSchema } from '../src/index.js';

/** A schema that lets everything through. */
export const anyJson: StandardSchema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};
