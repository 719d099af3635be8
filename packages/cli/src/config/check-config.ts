import { z } from 'zod';
import { CliError } from '../errors.js';
import type { PlainboxConfig } from './settings.js';

const MOST = 999_999;

const schema: z.ZodType<PlainboxConfig> = z.strictObject({
  $schema: z.string().optional(),
  store: z.string().min(1).optional(),
  namespace: z.string().min(1).optional(),
  jobs: z.int().min(1).max(MOST).optional(),
  maxCrashes: z.int().min(1).max(MOST).optional(),
  timeout: z.number().positive().max(MOST).optional(),
  onChanged: z.enum(['fail', 'rerun', 'keep', 'skip']).optional(),
});

/** What a configuration file says, if it says it rightly. */
export function checkConfig(value: unknown, file: string): PlainboxConfig {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new CliError('BAD_CONFIG', `${file} is no configuration of plainbox`, {
    details: checked.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
    ),
    advice:
      'mend the file; the settings are described in docs/schemas/plainbox-config-file.v1.json',
  });
}
