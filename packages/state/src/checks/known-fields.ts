/** What a field's value is. */
export type FieldType =
  | 'id'
  | 'id-list'
  | 'text'
  | 'words'
  | 'flags'
  | 'choice'
  | 'duration'
  | 'program'
  | 'imports'
  | 'siblings'
  | 'manifest-values'
  | 'unit-list'
  | 'any';

/** A field that plainbox knows. */
export interface KnownField {
  /** As units spell it. */
  readonly name: string;
  /** What kind of value it takes. */
  readonly type: FieldType;
  /** Whether it is shown to people, so that its name may begin with `_` to have it translated. */
  readonly translatable: boolean;
  /** The values that a `choice` has. */
  readonly values?: readonly string[];
}

const field = (name: string, type: FieldType, more: Partial<KnownField> = {}): KnownField => ({
  name,
  type,
  translatable: false,
  ...more,
});

const text = (name: string): KnownField => field(name, 'text');
const shown = (name: string): KnownField => field(name, 'text', { translatable: true });
const choice = (name: string, values: readonly string[]): KnownField =>
  field(name, 'choice', { values });

const UNIT = text('unit');
const ID = field('id', 'id');

const JOB: readonly KnownField[] = [
  UNIT,
  ID,
  // An older spelling of `id`.
  field('name', 'id'),
  shown('summary'),
  shown('description'),
  shown('purpose'),
  shown('steps'),
  shown('verification'),
  choice('plugin', [
    'attachment',
    'resource',
    'manual',
    'user-verify',
    'user-interact',
    'user-interact-verify',
    'shell',
  ]),
  text('command'),
  text('user'),
  field('environ', 'words'),
  choice('shell', ['/bin/sh', '/bin/bash', 'bash']),
  field('requires', 'program'),
  field('depends', 'id-list'),
  field('after', 'id-list'),
  field('before', 'id-list'),
  field('salvages', 'id-list'),
  text('group'),
  field('flags', 'flags'),
  field('imports', 'imports'),
  field('siblings', 'siblings'),
  field('category_id', 'id'),
  choice('certification-status', ['blocker', 'non-blocker']),
  choice('auto-retry', ['no', 'unspecified']),
  field('estimated_duration', 'duration'),
  // What units generated from a template carry along.
  field('template-id', 'id'),
  choice('template-engine', ['default', 'jinja2']),
];

const TEMPLATE: readonly KnownField[] = [
  UNIT,
  ID,
  field('template-id', 'id'),
  field('template-resource', 'id'),
  field('template-filter', 'program'),
  field('template-imports', 'imports'),
  text('template-unit'),
  choice('template-engine', ['default', 'jinja2']),
  shown('template-summary'),
  shown('template-description'),
];

const TEST_PLAN: readonly KnownField[] = [
  UNIT,
  ID,
  shown('name'),
  shown('description'),
  field('include', 'unit-list'),
  field('mandatory_include', 'unit-list'),
  field('bootstrap_include', 'unit-list'),
  field('setup_include', 'unit-list'),
  field('exclude', 'unit-list'),
  field('nested_part', 'unit-list'),
  // Both spellings are in use.
  ...['category-overrides', 'certification-status-overrides']
    .flatMap((name) => [name, name.replaceAll('-', '_')])
    .map((name) => field(name, 'unit-list')),
  field('estimated_duration', 'duration'),
  text('icon'),
];

const MANIFEST_ENTRY: readonly KnownField[] = [
  UNIT,
  ID,
  shown('name'),
  shown('prompt'),
  choice('value-type', ['bool', 'natural']),
  text('value-unit'),
  text('resource-key'),
  text('hidden-reason'),
];

const KINDS: ReadonlyMap<string, readonly KnownField[]> = new Map([
  ['job', JOB],
  ['setup_job', [...JOB, field('requires_manifest', 'manifest-values')]],
  ['template', TEMPLATE],
  ['category', [UNIT, ID, shown('name')]],
  ['test plan', TEST_PLAN],
  ['manifest entry', MANIFEST_ENTRY],
  [
    'packaging meta-data',
    ['unit', 'os-id', 'os-version-id', 'Depends', 'Recommends', 'Suggests'].map(text),
  ],
  [
    'exporter',
    [
      UNIT,
      ID,
      shown('summary'),
      text('entry_point'),
      text('file_extension'),
      field('options', 'any'),
      field('data', 'any'),
    ],
  ],
  ['file', ['unit', 'path', 'role', 'base'].map(text)],
]);

/** The kinds of units that plainbox knows, as the field `unit` names them. */
export const UNIT_KINDS: readonly string[] = [...KINDS.keys()];

/**
 * The fields that a unit of that kind may have; undefined for an unknown kind. A template may have those of the units
 * that it makes besides its own.
 */
export function knownFields(kind: string, templateUnit = 'job'): readonly KnownField[] | undefined {
  if (kind !== 'template') return KINDS.get(kind);
  const names = new Set(TEMPLATE.map(({ name }) => name));
  const generated = KINDS.get(templateUnit) ?? [];
  return [...TEMPLATE, ...generated.filter(({ name }) => !names.has(name))];
}
