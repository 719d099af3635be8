import { expect, expectTypeOf, test } from 'vitest';
import { defineConfig, type PlainboxConfig } from '../../src/index.js';

test('a configuration is what was written, and typed', () => {
  const config = defineConfig({ store: 'sessions', jobs: 4, onChanged: 'rerun' });
  expect(config).toEqual({ store: 'sessions', jobs: 4, onChanged: 'rerun' });
  expectTypeOf(config).toEqualTypeOf<PlainboxConfig>();
  expectTypeOf(defineConfig).parameter(0).toEqualTypeOf<PlainboxConfig>();
});

test('the compiler refuses settings that there are not, and values that they cannot have', () => {
  // @ts-expect-error the setting is called jobs
  defineConfig({ job: 4 });
  // @ts-expect-error a number
  defineConfig({ jobs: '4' });
  // @ts-expect-error one of fail, rerun, keep, skip
  defineConfig({ onChanged: 'again' });
  expectTypeOf<PlainboxConfig['onChanged']>().toEqualTypeOf<
    'fail' | 'rerun' | 'keep' | 'skip' | undefined
  >();
});
