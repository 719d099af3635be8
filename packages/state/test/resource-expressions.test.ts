import { describe, expect, test } from 'vitest';
import {
  checkUnit,
  ImportsError,
  JobDefinition,
  Resource,
  ResourceExpression,
  type ResourceMap,
  ResourceProgramError,
} from '../src/index.js';
import { readGolden } from './golden.js';

interface Expectation {
  readonly result: 'true' | 'false' | 'cannot-evaluate' | 'error';
  readonly failed?: string;
  readonly resource_id?: string;
  readonly class?: string;
  readonly node?: string;
  readonly expressions?: readonly {
    readonly text: string;
    readonly resource_ids: readonly string[];
    readonly aliases: readonly string[];
    readonly manifest_ids: readonly string[];
  }[];
}

interface Case {
  readonly text: string;
  readonly resources: number;
  readonly namespace?: string;
  readonly imports?: string | readonly string[];
  readonly expected: Expectation;
}

interface Golden {
  readonly resource_maps: readonly Readonly<Record<string, readonly Record<string, string>[]>>[];
  readonly entries: readonly Case[];
}

const golden = JSON.parse(readGolden('resource-expressions.json')) as Golden;
const resourceMaps: readonly ResourceMap[] = golden.resource_maps.map(
  (map) =>
    new Map(Object.entries(map).map(([id, records]) => [id, records.map((r) => new Resource(r))])),
);

/** What the program of a case comes to, in the words of the golden file. */
function outcomeOf({ text, resources, namespace, imports }: Case): unknown {
  const job = new JobDefinition({ id: 'job', requires: text, imports }, { namespace });
  try {
    const verdict = job.resourceProgram?.evaluate(resourceMaps[resources] as ResourceMap);
    if (verdict === undefined || verdict.met) return { result: 'true' };
    const failed = verdict.expression.text;
    if (verdict.reason === 'failed') return { result: 'false', failed };
    return { result: 'cannot-evaluate', failed, resource_id: verdict.resourceId };
  } catch (error) {
    if (error instanceof ImportsError) return { result: 'error', class: 'ValueError' };
    if (!(error instanceof ResourceProgramError)) throw error;
    return error.fault === 'code-not-allowed'
      ? { result: 'error', class: CLASSES[error.fault], node: error.construct }
      : { result: 'error', class: CLASSES[error.fault] };
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  syntax: 'ResourceSyntaxError',
  'code-not-allowed': 'CodeNotAllowed',
  'no-resources': 'NoResourcesReferenced',
};

function expectedOutcome({ text, expected }: Case): unknown {
  const { expressions: _, stage: __, ...outcome } = expected as Expectation & { stage?: string };
  return PORT_RULES.get(text)?.outcome ?? outcome;
}

const constantHalf = 'a half without a resource counts for its constant truth (§9.5 PORT)';
const allNodes = 'all nodes are checked, so a.b.c is refused (§9.2 PORT)';
const callArguments = 'names in the arguments of a call are references (§9.2 PORT)';
const notRaw = 'is refused as any other program is, rather than by an error of another kind (§9.2)';

const fails = (failed: string): unknown => ({ result: 'false', failed });

/** Where the port decides otherwise than plainbox, with the rule that says so. */
const PORT_RULES = new Map<string, { readonly rule: string; readonly outcome: unknown }>([
  ["True or package.name == 'zz'", { rule: constantHalf, outcome: { result: 'true' } }],
  ["package.name == 'fwts' or True", { rule: constantHalf, outcome: { result: 'true' } }],
  [
    "package.name == 'zz' or ''",
    { rule: constantHalf, outcome: fails("package.name == 'zz' or ''") },
  ],
  ['device.category and 1_000 == 1000', { rule: constantHalf, outcome: { result: 'true' } }],
  ['device.category and 0x10 == 16', { rule: constantHalf, outcome: { result: 'true' } }],
  ['device.category and 1 == 1.0', { rule: constantHalf, outcome: { result: 'true' } }],
  ['device.category and 1 == True', { rule: constantHalf, outcome: { result: 'true' } }],
  [
    'device.category and int(other.n) > 1',
    {
      rule: callArguments,
      outcome: {
        result: 'cannot-evaluate',
        failed: 'device.category and int(other.n) > 1',
        resource_id: 'other',
      },
    },
  ],
  [
    "device.a.b == ''",
    { rule: allNodes, outcome: { result: 'error', class: 'CodeNotAllowed', node: 'Attribute' } },
  ],
  [
    "device.category.upper() == 'AUDIO'",
    { rule: notRaw, outcome: { result: 'error', class: 'CodeNotAllowed', node: 'Call' } },
  ],
  [
    '(lambda: device.n)()',
    { rule: notRaw, outcome: { result: 'error', class: 'CodeNotAllowed', node: 'Call' } },
  ],
  [
    'device.n; package.name',
    { rule: notRaw, outcome: { result: 'error', class: 'ResourceSyntaxError' } },
  ],
]);

describe('resource-expressions.json', () => {
  test.each(golden.entries)('$text', (entry) => {
    expect(outcomeOf(entry)).toEqual(expectedOutcome(entry));
  });

  test('is read whole, and decided otherwise where the spec says so alone', () => {
    expect(golden.entries).toHaveLength(147);
    const texts = new Set(golden.entries.map(({ text }) => text));
    expect([...PORT_RULES.keys()].filter((text) => !texts.has(text))).toEqual([]);
    expect(PORT_RULES.size).toBe(12);
  });

  test('names the same resources, aliases and manifest entries', () => {
    const analysed = golden.entries.filter(({ text, expected }) => {
      return expected.expressions !== undefined && PORT_RULES.get(text)?.rule !== callArguments;
    });
    expect(
      analysed.map(({ text, namespace, imports }) => {
        const job = new JobDefinition({ id: 'job', requires: text, imports }, { namespace });
        return job.resourceProgram?.expressions.map((expression) => ({
          text: expression.text,
          resource_ids: expression.resourceIds,
          aliases: expression.aliases,
          manifest_ids: expression.manifestIds,
        }));
      }),
    ).toEqual(analysed.map(({ expected }) => expected.expressions));
  });
});

describe('names are those of Python', () => {
  test.each(['größe', 'é', 'abé', 'ab数', '数ab', 'ab𐀀', 'ñ_1', 'a1é2'])(
    'so %s may be a resource or an attribute, as it is',
    (name) => {
      const resource = new ResourceExpression(`${name}.x == '1'`);
      expect(resource.aliases).toEqual([name]);
      const attribute = new ResourceExpression(`a.${name} == '1'`);
      const records = new Map([['a', [new Resource({ [name]: '1' })]]]);
      expect(attribute.matches(records)).toBe(true);
      const job = new JobDefinition({
        id: 'job',
        plugin: 'shell',
        command: 'true',
        summary: 'Job',
        requires: `${name}.x == '1'`,
      });
      expect(checkUnit(job)).toEqual([]);
    },
  );

  test.each(['a€b', 'ab–c'])('and %s is none', (text) => {
    expect(() => new ResourceExpression(`${text}.x == '1'`)).toThrow(ResourceProgramError);
  });
});

test('a program is that of its own namespace, whatever others were compiled before', () => {
  const idsOf = (requires: string, namespace?: string) =>
    new JobDefinition({ id: 'job', requires }, { namespace }).resourceProgram?.resourceIds;
  expect(idsOf("r.x == '1'", 'ns')).toEqual(['ns::r']);
  expect(() => idsOf("ns\0r.x == '1'")).toThrow(ResourceProgramError);
  expect(() => idsOf("2:nsr.x == '1'")).toThrow(ResourceProgramError);
  expect(idsOf("r.x == '1'", '')).toEqual(['::r']);
  expect(idsOf("r.x == '1'")).toEqual(['r']);
});
