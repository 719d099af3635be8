import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobNode } from '../../src/run-list/job-node.js';
import { JobTable, MISSING } from '../../src/run-list/job-table.js';
import { JobDefinition } from '../../src/units/job-definition.js';

const nodeOf = (id: string) => new JobNode(new JobDefinition({ id }));

/** Few different ids, so that they come and go and come again. */
const anyId = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map((number) => `job-${number}`),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);
const anyStep = fc.record({ id: anyId, isRemoval: fc.boolean() });

test('is the same as a Map, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 600 }), fc.array(anyId), (steps, others) => {
      const table = new JobTable<JobNode>();
      const map = new Map<string, JobNode>();
      for (const { id, isRemoval } of steps) {
        if (isRemoval) {
          table.delete(id);
          map.delete(id);
        } else if (!map.has(id)) {
          const node = nodeOf(id);
          table.add(node);
          map.set(id, node);
        }
      }
      expect([...table]).toEqual([...map]);
      expect([...table.keys()]).toEqual([...map.keys()]);
      expect([...table.values()]).toEqual([...map.values()]);
      const seen: [string, JobNode][] = [];
      table.forEach((node, id) => {
        seen.push([id, node]);
      });
      expect(seen).toEqual([...map]);
      expect(table.size).toBe(map.size);
      for (const id of [...steps.map((step) => step.id), ...others]) {
        expect(table.get(id)).toBe(map.get(id));
        expect(table.has(id)).toBe(map.has(id));
      }
    }),
  );
});

test('finds many at once as each by itself, and each has a number of its own', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyId, { maxLength: 400 }), fc.array(anyId), (ids, others) => {
      const table = new JobTable<JobNode>();
      for (const id of ids) table.add(nodeOf(id));
      for (const gone of ids.slice(0, ids.length / 3)) table.delete(gone);
      const wanted = [...ids, ...others];
      expect([...table.findAll(wanted)]).toEqual(wanted.map((id) => table.numberOf(id)));
      for (const [id, node] of table) {
        expect(node.number).toBe(table.numberOf(id));
        expect(table.at(node.number)).toBe(node);
      }
      expect(table.numberOf('no such job')).toBe(MISSING);
    }),
  );
});

test('jobs that come and go all the time don’t make it grow', () => {
  const table = new JobTable<JobNode>();
  table.add(nodeOf('stays'));
  for (let round = 0; round < 10_000; round++) {
    table.add(nodeOf(`guest-${round}`));
    table.delete(`guest-${round}`);
  }
  expect(table.limit).toBeLessThan(200);
  expect([...table.keys()]).toEqual(['stays']);
  expect(table.get('stays')?.number).toBe(table.numberOf('stays'));
});
