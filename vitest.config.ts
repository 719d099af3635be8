import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Tests and coverage see the sources, so that neither needs a build first.
const conditions = ['@plainbox/source', 'module', 'node', 'development|production'];

const reportDir = process.env['TEST_REPORT_DIR'];
const reportName = process.env['TEST_REPORT_NAME'] ?? 'vitest';

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    testTimeout: 30_000,
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
