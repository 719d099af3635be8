import { unitChecksum } from '../checksum.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import { Float } from '../exact-json/float.js';
import { formatBraces } from '../templates/brace-format.js';
import { MissingParameterError } from '../templates/errors.js';
import { UnsupportedFeatureError } from './errors.js';
import { type FieldsInput, toFieldMap } from './field-values.js';

/** Where a unit was read from. */
export interface Origin {
  /** As the reader of the file named it. */
  readonly file?: string | undefined;
  /** First and last line of the record, counted from 1. */
  readonly lines?: readonly [first: number, last: number] | undefined;
}

/** Whoever brings units: its namespace prefixes their ids. */
export interface UnitProvider {
  /** Prefix of the ids of its units. */
  readonly namespace: string;
}

/** What a unit is besides its fields. */
export interface UnitOptions {
  /** Namespace of the ids that have none of their own. */
  readonly namespace?: string | undefined;
  /** The provider, where it is known as an object; its namespace is used and `namespace` is not. */
  readonly provider?: UnitProvider | undefined;
  /** Where it was read from, for messages. */
  readonly origin?: Origin | undefined;
  /** Line of each field, counted from the first line of the record. */
  readonly fieldOffsets?: ReadonlyMap<string, number> | undefined;
  /** Values for the `{names}` in the fields; given (even if empty) for units generated from a template alone. */
  readonly parameters?: FieldsInput | undefined;
}

/** The spelling of a translatable field, by its plain name: kept, as units ask for the same few all the time. */
const TRANSLATABLE = new Map<string, string>();

/**
 * A definition: fields, and where they come from. Immutable; fields are read, expanded and parsed when they are
 * asked for. This class stands for the kinds that a session only carries (categories, test plans, …); jobs and
 * templates have classes of their own.
 */
export class Unit {
  /** The fields as given, neither expanded nor qualified. */
  readonly fields: ReadonlyMap<string, ExactJson>;
  /** Values for the `{names}` in the fields; undefined unless the unit was generated from a template. */
  readonly parameters: ReadonlyMap<string, ExactJson> | undefined;
  /** Where the unit was read from, if that is known. */
  readonly origin: Origin | undefined;
  /** Line of each field, counted from the first line of the record. */
  readonly fieldOffsets: ReadonlyMap<string, number> | undefined;
  readonly #provider: UnitProvider | string | undefined;
  #checksum: string | undefined;
  // Few units have either, and all fields are asked for again and again.
  /** Whether any field is spelt with `_`. */
  readonly #hasTranslatable: boolean;
  /** Whether the values of fields mean themselves: nothing is to be filled in. */
  readonly #isPlain: boolean;

  constructor(fields: FieldsInput, options: UnitOptions = {}) {
    this.fields = toFieldMap(fields);
    this.#hasTranslatable = hasTranslatable(this.fields);
    this.parameters = options.parameters && toFieldMap(options.parameters);
    this.#isPlain = this.parameters === undefined && this.templateEngine !== 'jinja2';
    this.origin = options.origin;
    this.fieldOffsets = options.fieldOffsets;
    this.#provider = options.provider ?? options.namespace;
  }

  /** The kind: what the field `unit` says. */
  get unit(): string {
    return this.text('unit') ?? 'job';
  }

  /** The provider, if the unit was made with one. */
  get provider(): UnitProvider | undefined {
    return typeof this.#provider === 'object' ? this.#provider : undefined;
  }

  /** Prefix of the ids that have none of their own. */
  get namespace(): string | undefined {
    return typeof this.#provider === 'object' ? this.#provider.namespace : this.#provider;
  }

  /** The id as its author wrote it, without the namespace; empty if there is none. */
  get partialId(): string {
    return this.text('id') ?? '';
  }

  /** The full id; empty if the unit has none. */
  get id(): string {
    const partialId = this.partialId;
    const namespace = this.namespace;
    return namespace === undefined || partialId === ''
      ? partialId
      : qualified(namespace, partialId);
  }

  /** Checksum of the definition, by which a resumed session knows whether it changed. Computed once. */
  get checksum(): string {
    this.#checksum ??= unitChecksum(this);
    return this.#checksum;
  }

  /** Whether both are one definition: the same fields, namespace and parameters. */
  equals(other: Unit): boolean {
    return this === other || this.checksum === other.checksum;
  }

  /** The id with the unit's namespace, unless it has one already. */
  qualify(id: string): string {
    const namespace = this.namespace;
    return namespace === undefined || id.includes('::') ? id : qualified(namespace, id);
  }

  /** The line of a field in the unit's file, if both are known. */
  lineOf(field: string): number | undefined {
    const first = this.origin?.lines?.[0];
    const offset = this.fieldOffsets?.get(field) ?? this.fieldOffsets?.get(translatable(field));
    return first === undefined || offset === undefined ? undefined : first + offset;
  }

  /**
   * A field's value with its parameters filled in; undefined if the field is absent or null.
   *
   * The translatable spelling (`_summary`) wins over the plain one. Throws MissingParameterError where the
   * unit was generated from a record that lacks a value.
   */
  value(field: string): ExactJson | undefined {
    const value = this.rawValue(field);
    return value === undefined || this.#isPlain ? value : this.#expand(field, value);
  }

  /** A field's value as text; numbers and booleans as JSON writes them, undefined for lists and maps. */
  text(field: string): string | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'object' && !(value instanceof Float)) return undefined;
    return String(value);
  }

  /** Throws UnsupportedFeatureError if the unit needs something of plainbox that is left out here. */
  assertSupported(): void {
    if (this.fields.get('template-engine') === 'jinja2') {
      throw new UnsupportedFeatureError('Jinja2 templates', "use the 'default' template-engine");
    }
  }

  /** The id, for messages. */
  toString(): string {
    return this.id;
  }

  /** A field's value as it was given, whichever way its name is spelt; undefined if absent or null. */
  protected rawValue(field: string): ExactJson | undefined {
    const translated = this.#hasTranslatable ? this.fields.get(translatable(field)) : undefined;
    return translated ?? this.fields.get(field) ?? undefined;
  }

  /** The id of the template that the unit was generated from, as errors name it. */
  protected get generatedBy(): string | undefined {
    const id = this.fields.get('template-id');
    return typeof id === 'string' ? id : undefined;
  }

  /** What stands for a parameter without a value: by default an error. */
  protected missingParameter(field: string, value: string, parameter: string): string {
    throw new MissingParameterError(this.generatedBy, field, { value, parameter });
  }

  /** The engine that the unit's own fields are expanded by. */
  protected get templateEngine(): ExactJson | undefined {
    return this.fields.get('template-engine');
  }

  #expand(field: string, value: ExactJson): ExactJson {
    if (typeof value === 'string') return this.#expandText(field, value);
    if (isExactList(value)) return value.map((item) => this.#expand(field, item));
    if (!isExactMap(value)) return value;
    return new Map([...value].map(([key, item]) => [key, this.#expand(field, item)]));
  }

  #expandText(field: string, text: string): string {
    this.assertSupported();
    if (this.parameters === undefined) return text;
    return formatBraces(text, this.parameters, (parameter) =>
      this.missingParameter(field, text, parameter),
    );
  }
}

/** Joined rather than added up: text that was added up takes three times its size, and there are many ids. */
function qualified(namespace: string, id: string): string {
  return [namespace, id].join('::');
}

function hasTranslatable(fields: ReadonlyMap<string, ExactJson>): boolean {
  for (const name of fields.keys()) if (name.startsWith('_')) return true;
  return false;
}

function translatable(field: string): string {
  let name = TRANSLATABLE.get(field);
  if (name === undefined) {
    name = `_${field}`;
    TRANSLATABLE.set(field, name);
  }
  return name;
}

/** What a unit is besides its fields, for another that is to be the same but for these. */
export function optionsOf(unit: Unit): UnitOptions {
  const { namespace, provider, origin, fieldOffsets, parameters } = unit;
  return { namespace, provider, origin, fieldOffsets, parameters };
}
