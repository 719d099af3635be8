import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobIndex } from '../../src/run-list/job-index.js';
import { type JobGraph, JobNode, needsOf } from '../../src/run-list/job-node.js';
import { linkAll } from '../../src/run-list/link-all.js';
import { JobDefinition } from '../../src/units/job-definition.js';

/** Enough for an index. */
const MANY = 1200;

function graphOf(nodes: readonly JobNode[]): JobGraph {
  const byId = new Map(nodes.map((node) => [node.job.id, node]));
  return { version: 1, find: (id) => byId.get(id) };
}

const anyId = fc.oneof(
  fc.integer({ min: 0, max: MANY + 200 }).map((number) => `job-${number}`),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
    .filter((text) => /^[^\s,#="]+$/u.test(text)),
);
const anyFields = fc.record(
  {
    depends: fc.array(anyId, { maxLength: 3 }),
    after: fc.array(anyId, { maxLength: 2 }),
    requires: fc.constantFrom('job_8.a == "b"', 'job_7.a == "b"', 'not an expression ('),
  },
  { requiredKeys: [] },
);

test('many jobs are linked to those that each of them would find by itself', () => {
  fc.assert(
    fc.property(fc.array(anyFields, { minLength: 1, maxLength: 50 }), (some) => {
      const nodes = Array.from(
        { length: MANY },
        (_, number) =>
          new JobNode(new JobDefinition({ id: `job-${number}`, ...some[number % some.length] })),
      );
      const others = [new JobNode(new JobDefinition({ id: 'job_7' }))];
      const graph = graphOf([...nodes, ...others]);
      linkAll(nodes, graph);
      for (const node of nodes) {
        const isUnderstood = node.job.requires !== 'not an expression (';
        expect(node.targets).toEqual(
          isUnderstood ? needsOf(node.job).map(({ id }) => graph.find(id)) : [],
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('a job whose requirement can’t be understood still says so when its turn comes', () => {
  const nodes = Array.from(
    { length: MANY },
    (_, number) => new JobNode(new JobDefinition({ id: `job-${number}`, requires: 'a b' })),
  );
  const graph = graphOf(nodes);
  linkAll(nodes, graph);
  expect(() => nodes[0]?.link(graph)).toThrow(/requires|expression/);
});

test('an index finds jobs by their ids alone, and what it misses is little', () => {
  const nodes = Array.from(
    { length: MANY },
    (_, number) => new JobNode(new JobDefinition({ id: `${number}` })),
  );
  const ids = Array.from({ length: 2 * MANY }, (_, number) => `${number}`);
  const found = new JobIndex(nodes).findAll(ids);
  const right = found.filter((node, at) => node === nodes[at]);
  expect(found.filter((node) => node !== undefined && !nodes.includes(node))).toEqual([]);
  expect(found.every((node, at) => node === undefined || node === nodes[at])).toBe(true);
  expect(right.length).toBeGreaterThan(2 * MANY - MANY / 100);
});
