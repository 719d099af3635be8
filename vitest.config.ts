import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Tests and coverage see the sources, so that neither needs a build first.
const conditions = ['@plainbox/source', 'module', 'node', 'development|production'];

/** Test files to leave out, as patterns with commas between them: vitest's own `--exclude` doesn't reach projects. */
const leftOut = process.env['TEST_EXCLUDE']?.split(',') ?? [];
const reportDir = process.env['TEST_REPORT_DIR'];
const reportName = process.env['TEST_REPORT_NAME'] ?? 'vitest';

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 30_000,
    // Most tests wait for disks and processes: a core left free, as by default, would be half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: ['packages/cli/**', ...leftOut],
        },
      },
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['packages/cli/test/**/*.test.ts'],
          exclude: leftOut,
          globalSetup: ['packages/cli/test/built/build-once.ts'],
        },
      },
    ],
    reporters: reportDir ? ['default', 'json'] : ['default'],
    ...(reportDir ? { outputFile: { json: join(reportDir, `${reportName}.json`) } } : {}),
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
export default config;
