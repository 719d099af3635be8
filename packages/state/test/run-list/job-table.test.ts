import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

describe('a walk', () => {
  const which = fc.nat({ max: 3 });
  const anyChange = fc.oneof(
    { weight: 12, arbitrary: anyStep.map((step) => ({ kind: 'change' as const, ...step })) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('walk' as const), which }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('begin' as const), which }) },
  );

  test('gives what that of a Map gives, whatever comes and goes meanwhile', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 300, maxLength: 600 }), (changes) => {
        const table = new JobTable<JobNode>();
        const map = new Map<string, JobNode>();
        const walks = [0, 1, 2, 3].map(() => [table.entries(), map.entries()] as const);
        for (const change of changes) {
          if (change.kind === 'begin') {
            walks[change.which] = [table.entries(), map.entries()];
          } else if (change.kind === 'walk') {
            const [ours, theirs] = walks[change.which] as (typeof walks)[number];
            expect(ours.next()).toEqual(theirs.next());
          } else if (change.isRemoval) {
            table.delete(change.id);
            map.delete(change.id);
          } else if (!map.has(change.id)) {
            const node = nodeOf(change.id);
            table.add(node);
            map.set(change.id, node);
          }
        }
        for (const [ours, theirs] of walks) expect([...ours]).toEqual([...theirs]);
      }),
    );
  });

  test.each([30, 100, 1000, 2040])(
    'meets each of %i jobs while each is replaced by another, which closes holes on the way',
    (length) => {
      const table = new JobTable<JobNode>();
      const old = Array.from({ length }, (_, n) => `old-${n}`);
      for (const id of old) table.add(nodeOf(id));
      const met: string[] = [];
      for (const id of table.keys()) {
        if (id.startsWith('new')) break;
        met.push(id);
        table.delete(id);
        table.add(nodeOf(id.replace('old', 'new')));
      }
      expect(met).toEqual(old);
      expect([...table.keys()]).toEqual(old.map((id) => id.replace('old', 'new')));
    },
  );

  test('can be left by break and gone on with, and once at its end it stays there', () => {
    const table = new JobTable<JobNode>();
    for (const id of ['a', 'b', 'c']) table.add(nodeOf(id));
    const keys = table.keys();
    for (const id of keys) if (id === 'a') break;
    expect([...keys]).toEqual(['b', 'c']);
    table.add(nodeOf('d'));
    expect([...keys]).toEqual([]);
  });
});

test('what is no id is not there', () => {
  const table = new JobTable<JobNode>();
  table.add(nodeOf('undefined'));
  for (const key of [undefined, null, 1, {}] as unknown as string[]) {
    expect(table.get(key)).toBeUndefined();
    expect(table.has(key)).toBe(false);
  }
});

test('is shown with what is in it', () => {
  const table = new JobTable<JobNode>();
  const node = nodeOf('a');
  table.add(node);
  expect(inspect(table)).toBe(inspect(new Map([['a', node]])));
  expect(String(table)).toBe('[object JobTable]');
});
