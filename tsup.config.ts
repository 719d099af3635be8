import { existsSync } from 'node:fs';
import type { Options } from 'tsup';

const published = ['index', 'browser', 'conformance/index'].filter((name) =>
  existsSync(`src/${name}.ts`),
);
const programs = ['main', 'fold-worker'].filter((name) => existsSync(`src/${name}.ts`));
const entries = (names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));

const config: Options = {
  entry: entries([...published, ...programs]),
  format: ['esm'],
  target: 'node20.19',
  platform: 'node',
  removeNodeProtocol: false,
  dts: published.length > 0 && {
    entry: entries(published),
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
  sourcemap: true,
  clean: true,
  treeshake: true,
};
export default config;
