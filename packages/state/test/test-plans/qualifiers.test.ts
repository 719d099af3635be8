import { describe, expect, test } from 'vitest';
import {
  CompositeQualifier,
  designates,
  FieldQualifier,
  IdPattern,
  IdPatternQualifier,
  IdQualifier,
  type JobDefinition,
  type Qualifier,
  selectUnits,
  VOTE,
} from '../../src/index.js';
import { ids, job } from '../sessions.js';

const generated = job('check/sda', { 'template-id': 'check' });

describe('a qualifier', () => {
  test.each<[string, Qualifier, JobDefinition, boolean]>([
    ['an id', new IdQualifier('a'), job('a'), true],
    ['an id, but not what its template made', new IdQualifier('check'), generated, false],
    ['a pattern of the whole id', new IdPatternQualifier('check/.*'), generated, true],
    ['no part of an id', new IdPatternQualifier('heck'), generated, false],
    ['a pattern of the id of its template', new IdPatternQualifier('che[c]k'), generated, true],
    ['dots of a plain id as dots', new IdPatternQualifier('a.b'), job('axb'), false],
    ['a field equal to a text', new FieldQualifier('plugin', 'shell'), job('a'), true],
    ['a field from its start on', new FieldQualifier('command', /tr/), job('a'), true],
    ['no field behind its start', new FieldQualifier('command', /ue/), job('a'), false],
    ['no field that is not there', new FieldQualifier('user', /.*/), job('a'), false],
    ['the full id as a field', new FieldQualifier('id', 'n::a'), job('a', {}, 'n'), true],
    ['an id as a field, of a template too', new FieldQualifier('id', 'check'), generated, true],
  ])('matches %s', (_what, qualifier, unit, matches) => {
    expect(qualifier.vote(unit)).toBe(matches ? VOTE.include : VOTE.ignore);
    expect(designates(qualifier, unit)).toBe(matches);
    expect(selectUnits([unit], [qualifier])).toEqual(matches ? [unit] : []);
  });

  test('excludes what it matches if it is not inclusive, and includes nothing', () => {
    const qualifier = new IdQualifier('a', false);
    expect([qualifier.vote(job('a')), qualifier.vote(job('b'))]).toEqual([
      VOTE.exclude,
      VOTE.ignore,
    ]);
    expect(designates(qualifier, job('b'))).toBe(false);
  });

  test('of more parts than a call has room for arguments counts their votes all the same', () => {
    const parts = Array.from({ length: 200_000 }, (_, n) => new IdQualifier(`job-${n}`));
    expect(new CompositeQualifier(parts).vote(job('job-1'))).toBe(VOTE.include);
  });

  test('of several counts the lowest vote, and ignores everything if there are none', () => {
    const both = new CompositeQualifier([
      new IdPatternQualifier('.*'),
      new IdQualifier('a', false),
    ]);
    expect([both.vote(job('a')), both.vote(job('b'))]).toEqual([VOTE.exclude, VOTE.include]);
    expect(new CompositeQualifier([]).vote(job('a'))).toBe(VOTE.ignore);
  });

  test('says which pattern can not be read', () => {
    expect(() => new IdPattern('a(')).toThrow(expect.objectContaining({ code: 'BAD_PATTERN' }));
  });

  test('takes named groups as Python spells them', () => {
    expect(new IdPattern('(?P<kind>ch)eck').matches(generated)).toBe(true);
  });
});

describe('selected units', () => {
  const units = ['a', 'b', 'c', 'd'].map((id) => job(id));

  test('come in the order of the qualifiers, then of the units, each once', () => {
    const qualifiers = [new IdQualifier('d'), new IdPatternQualifier('[ad]'), new IdQualifier('b')];
    expect(ids(selectUnits(units, qualifiers))).toEqual(['d', 'a', 'b']);
  });

  test('are without all that any qualifier excludes, wherever it stands', () => {
    const qualifiers = [
      new IdQualifier('a', false),
      new CompositeQualifier([new IdPatternQualifier('.*'), new IdQualifier('c', false)]),
    ];
    expect(ids(selectUnits(units, qualifiers))).toEqual(['b', 'd']);
  });
});
