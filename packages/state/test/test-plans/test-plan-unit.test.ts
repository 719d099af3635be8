import { describe, expect, test } from 'vitest';
import {
  type FieldInput,
  type JobDefinition,
  selectUnits,
  testPlanFromUnit,
  Unit,
} from '../../src/index.js';
import { ids, job } from '../sessions.js';

const jobs = ['disk/list', 'disk/check', 'usb/check', 'cpu/check'].map((id) => job(id, {}, 'acme'));

function planUnit(id: string, fields: { readonly [field: string]: FieldInput }): Unit {
  return new Unit({ unit: 'test plan', id, ...fields }, { namespace: 'acme' });
}

function chosen(by: Parameters<typeof selectUnits<JobDefinition>>[1]): string[] {
  return ids(selectUnits(jobs, by)).map((id) => id.replace('acme::', ''));
}

/** The overrides of a plan as plain data, in their order. */
function overridesOf(unit: Unit, find?: Parameters<typeof testPlanFromUnit>[1]): unknown[] {
  return testPlanFromUnit(unit, find).overrides.map(({ pattern, overrides }) => [
    pattern.text,
    overrides,
  ]);
}

describe('a test plan', () => {
  test('chooses jobs by its sections, whose ids get its namespace', () => {
    const plan = testPlanFromUnit(
      planUnit('p', {
        include: 'disk/.*  # all of them\n\n# nothing\nother::x\nusb/check',
        exclude: 'disk/list',
        mandatory_include: 'cpu/check',
        bootstrap_include: 'disk/list',
      }),
    );
    expect(plan.id).toBe('acme::p');
    expect(chosen(plan.include)).toEqual(['disk/check', 'usb/check']);
    expect(chosen(plan.mandatory)).toEqual(['cpu/check']);
    expect(chosen(plan.bootstrap)).toEqual(['disk/list']);
  });

  test('may give its sections as lists, as YAML does', () => {
    const plan = testPlanFromUnit(planUnit('p', { include: ['usb/check', 'cpu/check'] }));
    expect(chosen(plan.include)).toEqual(['usb/check', 'cpu/check']);
  });

  test('overrides fields inline and by fields of its own, sorted by pattern', () => {
    const unit = planUnit('p', {
      include: 'usb/check category-id=usb certification-status=blocker\ncpu/check',
      bootstrap_include: 'disk/list auto-retry=no',
      'category-overrides': 'apply other::disks to disk/.*',
      'certification-status-overrides': 'apply non-blocker to a/b',
    });
    expect(overridesOf(unit)).toEqual([
      ['acme::a/b', { certificationStatus: 'non-blocker' }],
      ['acme::disk/.*', { categoryId: 'other::disks' }],
      ['acme::disk/list', { autoRetry: 'no' }],
      ['acme::usb/check', { categoryId: 'acme::usb', certificationStatus: 'blocker' }],
    ]);
  });

  test('takes in the plans nested in it, each once, also where they nest each other', () => {
    const outer = planUnit('outer', { include: 'disk/list', nested_part: 'inner' });
    const inner = planUnit('inner', {
      include: 'usb/check category-id=x',
      mandatory_include: 'cpu/check',
      nested_part: 'outer, missing',
    });
    const find = (id: string): Unit | undefined => [outer, inner].find((unit) => unit.id === id);
    const plan = testPlanFromUnit(outer, find);
    expect(chosen(plan.include)).toEqual(['disk/list', 'usb/check']);
    expect(chosen(plan.mandatory)).toEqual(['cpu/check']);
    expect(overridesOf(outer, find)).toEqual([['acme::usb/check', { categoryId: 'acme::x' }]]);
  });

  test.each([
    [{ include: 'a colour=red' }, 'BAD_FIELD', /include.*colour=red/],
    [{ include: 'a category-id' }, 'BAD_FIELD', /category-id/],
    [{ 'category-overrides': 'a to b' }, 'BAD_FIELD', /apply VALUE to ID/],
    [{ include: 'a[' }, 'BAD_PATTERN', /a\[/],
    [{ include: [{ 'usb/check': { 'auto-retry': 'no' } }] }, 'BAD_FIELD', /include.*text/],
    [{ include: { 'usb/check': 1 } }, 'BAD_FIELD', /include.*text/],
    [{ nested_part: ['a', 5] }, 'BAD_FIELD', /nested_part.*text/],
  ])('says which line can not be read: %j', (fields, code, message) => {
    const reading = (): unknown => testPlanFromUnit(planUnit('p', fields));
    expect(reading).toThrow(message);
    expect(reading).toThrow(expect.objectContaining({ code }));
  });
});
