import { expect, test } from 'vitest';
import { loadUnits } from '../src/index.js';
import { folderOf } from './folder.js';

const LISTED = JSON.stringify([
  {
    unit: 'job',
    id: 'org.example::disk',
    namespace: 'org.example',
    fields: { id: 'disk', plugin: 'resource', command: 'x' },
    checksum: 'of no interest',
  },
  {
    unit: 'template',
    id: 'check-{name}',
    fields: { id: 'check-{name}', 'template-resource': 'disk', plugin: 'shell', command: 'x' },
  },
]);

test('units as programs list them have the fields, the kind and the namespace that are said', async () => {
  const path = await folderOf({ 'units.json': LISTED });
  const { units, problems } = await loadUnits(path, { namespace: 'another' });
  expect(problems).toEqual([]);
  expect(units.map((unit) => unit.constructor.name)).toEqual(['JobDefinition', 'TemplateUnit']);
  expect(units.map(({ id }) => id)).toEqual(['org.example::disk', 'check-{name}']);
});
