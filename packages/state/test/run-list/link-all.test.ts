import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobGraph } from '../../src/run-list/job-graph.js';
import { JobNode, needsOf } from '../../src/run-list/job-node.js';
import { linkAll } from '../../src/run-list/link-all.js';
import { JobDefinition } from '../../src/units/job-definition.js';

/** Enough for an index. */
const MANY = 1200;

function makeNodes(fieldsOf: (number: number) => object): JobNode[] {
  return Array.from(
    { length: MANY },
    (_, number) => new JobNode(new JobDefinition({ id: `job-${number}`, ...fieldsOf(number) })),
  );
}

/** What the graph has as the needs of a job: the numbers of the needed jobs, each with its kind. */
function needsInGraph({ needs }: JobGraph, { number }: JobNode): [number, number][] {
  const found: [number, number][] = [];
  for (let at = needs.start(number); at < needs.end(number); at++) {
    found.push([needs.target(at), needs.kindCode(at)]);
  }
  return found;
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
      const nodes = makeNodes((number) => some[number % some.length] as object);
      const others = [new JobNode(new JobDefinition({ id: 'job_7' }))];
      const atOnce = new JobGraph([...nodes, ...others]);
      const oneByOne = new JobGraph([...nodes, ...others]);
      linkAll(
        nodes.map(({ number }) => number),
        atOnce,
      );
      for (const node of nodes) {
        if (node.job.requires === 'not an expression (') {
          expect(atOnce.needs.isLinked(node.number)).toBe(false);
          continue;
        }
        oneByOne.link(node.number);
        expect(needsInGraph(atOnce, node)).toEqual(needsInGraph(oneByOne, node));
        const ids = needsOf(node.job).map(({ id }) => id);
        expect(atOnce.targetsOf(node).map(({ job }) => job.id)).toEqual(
          ids.filter((id) => atOnce.jobs.has(id)),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('a job whose requirement can’t be understood still says so when its turn comes', () => {
  const nodes = makeNodes(() => ({ requires: 'a b' }));
  const graph = new JobGraph(nodes);
  linkAll(
    nodes.map(({ number }) => number),
    graph,
  );
  expect(() => graph.link(0)).toThrow(/requires|expression/);
});

test('needs are looked up anew when jobs came or went', () => {
  const nodes = ['a', 'b', 'c'].map(
    (id) => new JobNode(new JobDefinition({ id, depends: id === 'a' ? 'b late' : '' })),
  );
  const graph = new JobGraph(nodes);
  const [a] = nodes as [JobNode];
  const idsOfTargets = () => {
    graph.link(a.number);
    return graph.targetsOf(a).map(({ job }) => job.id);
  };
  expect(idsOfTargets()).toEqual(['b']);
  graph.remove('b');
  expect(idsOfTargets()).toEqual([]);
  graph.add(new JobNode(new JobDefinition({ id: 'late' })));
  expect(idsOfTargets()).toEqual(['late']);
});
