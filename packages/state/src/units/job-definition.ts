import { StateError } from '../errors.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import { parseExactJson } from '../exact-json/parse.js';
import { isBlank, splitWhiteSpace, strip } from '../python-text/white-space.js';
import { ResourceProgram } from '../resources/expressions/program.js';
import { sharedProgram } from '../resources/expressions/shared-program.js';
import { parseDuration } from './duration.js';
import { FieldError } from './errors.js';
import { type FieldsInput, toFieldMap } from './field-values.js';
import { type Imports, parseImports } from './imports.js';
import { textOrList } from './text-or-list.js';
import { optionsOf, Unit, type UnitOptions } from './unit.js';
import { parseWordList } from './word-list.js';

/** The plugins that plainbox knows: what kind of thing a job is. A session carries any other text as well. */
export type Plugin =
  | 'attachment'
  | 'resource'
  | 'manual'
  | 'user-verify'
  | 'user-interact'
  | 'user-interact-verify'
  | 'shell';

/** Fields of a job that replace its own in a copy, see {@link JobDefinition.siblings}. */
export type FieldOverrides = ReadonlyMap<string, ExactJson>;

type IdListField = 'depends' | 'after' | 'before' | 'salvages';

// Shared by all jobs that have nothing to say: most jobs leave most fields out.
const NO_IDS: readonly string[] = Object.freeze([]);
const NO_WORDS: ReadonlySet<string> = new Set();
const NO_SIBLINGS: readonly FieldOverrides[] = Object.freeze([]);

const DEFAULT_CATEGORY = 'com.canonical.plainbox::uncategorised';

/**
 * One thing to do. Made from the fields of plainbox's job definitions:
 *
 * ```ts
 * new JobDefinition({ id: 'disk/check', plugin: 'shell', command: 'df /', depends: 'disk/list' });
 * ```
 *
 * Nothing is checked when it is made, as plainbox doesn't either: see `checkUnit`.
 */
export class JobDefinition extends Unit {
  // Only what the session asks for again and again is kept; the rest is read when it is wanted.
  #id: string | undefined;
  #plugin: string | undefined;
  #depends: readonly string[] | undefined;
  #after: readonly string[] | undefined;
  #before: readonly string[] | undefined;
  #salvages: readonly string[] | undefined;
  #flags: ReadonlySet<string> | undefined;
  /** Null as soon as it is known that there is none. */
  #program: ResourceProgram | null | undefined;
  #isFilledIn = false;

  constructor(fields: FieldsInput, options: UnitOptions = {}) {
    super(fields, options);
    // A class of one's own may read its fields otherwise, and is not made yet.
    if (new.target === JobDefinition) this.#readAhead();
  }

  /** `job`, whatever the field says. */
  override get unit(): string {
    return 'job';
  }

  /** The id as its author wrote it, without the namespace; the deprecated field `name` stands in for it. */
  override get partialId(): string {
    return this.text('id') ?? this.text('name') ?? '';
  }

  /** The full id; empty if the job has none. */
  override get id(): string {
    this.#id ??= super.id;
    return this.#id;
  }

  /** One line for people; the id, if its author left it out. */
  get summary(): string {
    return this.text('summary') ?? this.partialId;
  }

  /** What the job is about; put together from purpose, steps and verification if it isn't written. */
  get description(): string | undefined {
    return this.text('description') ?? this.#describeByParts();
  }

  /** What the job is for. */
  get purpose(): string | undefined {
    return this.text('purpose');
  }

  /** What a person has to do. */
  get steps(): string | undefined {
    return this.text('steps');
  }

  /** How a person tells whether it passed. */
  get verification(): string | undefined {
    return this.text('verification');
  }

  /** What kind of job it is; undefined if its author left it out. See {@link Plugin} for the known ones. */
  get plugin(): Plugin | (string & {}) | undefined {
    this.#plugin ??= this.text('plugin') ?? (this.flags.has('simple') ? 'shell' : undefined);
    return this.#plugin;
  }

  /** What the shell is to run. */
  get command(): string | undefined {
    return this.text('command');
  }

  /** The shell that runs the command. */
  get shell(): string {
    return this.text('shell') ?? 'bash';
  }

  /** Who the command has to run as; undefined for whoever runs the session. */
  get user(): string | undefined {
    return this.text('user');
  }

  /** Names of the environment variables that the command is to see. */
  get environ(): ReadonlySet<string> {
    return splitWords(this.value('environ'));
  }

  /** The resource program as it is written; {@link resourceProgram} is what it means. */
  get requires(): string | undefined {
    const requires = this.value('requires');
    return isExactList(requires) ? requires.map(String).join('\n') : this.text('requires');
  }

  /**
   * The compiled `requires`; undefined if the job has none. Compiled on first use: an ExpressionError, an ImportsError, or
   * a FieldError for what is neither text nor a list of texts, appears here, each time, and not when the job is made.
   */
  get resourceProgram(): ResourceProgram | undefined {
    if (this.#program === undefined) this.#program = this.#compile(this.value('requires')) ?? null;
    return this.#program ?? undefined;
  }

  /**
   * Names under which `requires` knows resources of other namespaces. Throws ImportsError where a line can't be read.
   */
  get imports(): Imports {
    return parseImports(this.value('imports'));
  }

  /**
   * Jobs that must pass before. Qualified, in the order written, each once; so are the three lists below. Each throws
   * FieldError where the field is neither text nor a list of texts.
   */
  get depends(): readonly string[] {
    this.#depends ??= this.#idList('depends');
    return this.#depends;
  }

  /** Jobs that must have been run before, whatever came of them. */
  get after(): readonly string[] {
    this.#after ??= this.#idList('after');
    return this.#after;
  }

  /** Jobs that are to run after this one. */
  get before(): readonly string[] {
    this.#before ??= this.#idList('before');
    return this.#before;
  }

  /** Jobs that must have failed for this one to run. */
  get salvages(): readonly string[] {
    this.#salvages ??= this.#idList('salvages');
    return this.#salvages;
  }

  /** Name shared by jobs that run next to each other. */
  get group(): string | undefined {
    return this.text('group');
  }

  /** Marks for sessions and runners, see the field `flags`; those that nobody knows are carried along. */
  get flags(): ReadonlySet<string> {
    this.#flags ??= splitWords(this.value('flags'));
    return this.#flags;
  }

  /** The full id of the category. */
  get categoryId(): string {
    return this.qualify(this.text('category_id') ?? DEFAULT_CATEGORY);
  }

  /** `blocker`, `non-blocker`, or what its author wrote. */
  get certificationStatus(): string {
    return this.text('certification-status') ?? 'non-blocker';
  }

  /** `no`, `unspecified`, or what its author wrote. */
  get autoRetry(): string {
    return this.text('auto-retry') ?? 'unspecified';
  }

  /** How many seconds the job is thought to take. */
  get estimatedDuration(): number | undefined {
    return parseDuration(this.value('estimated_duration'));
  }

  /** The full id of the template that the job was generated from. */
  get templateId(): string | undefined {
    return this.text('template-id');
  }

  /** Whether the job runs without a person. */
  get automated(): boolean {
    const plugin = this.plugin;
    return plugin === 'shell' || plugin === 'resource' || plugin === 'attachment';
  }

  /** Whether a person has to do something before the job starts. */
  get startupUserInteractionRequired(): boolean {
    const plugin = this.plugin;
    return plugin === 'manual' || plugin === 'user-interact' || plugin === 'user-interact-verify';
  }

  /** The variants that the field `siblings` asks for: what each of them overrides. Throws FieldError if it can't be read. */
  get siblings(): readonly FieldOverrides[] {
    const value = this.value('siblings');
    if (value === undefined) return NO_SIBLINGS;
    const siblings = typeof value === 'string' ? readSiblings(value) : value;
    if (isExactList(siblings) && siblings.every(isExactMap)) return siblings;
    throw new FieldError('siblings', 'is not a list of objects');
  }

  /**
   * Fills in the parameters of all fields, of a job that was generated from a template: one that lacks a value for any
   * of them is no good, whoever comes to ask for that field. Throws MissingParameterError or BraceFormatError.
   */
  assertFilledIn(): void {
    if (this.#isFilledIn || this.parameters === undefined) return;
    for (const field of this.fields.keys()) this.value(field);
    this.#isFilledIn = true;
  }

  /**
   * A copy with other fields: those for which `keep` says no are left out, then `overrides` are put in. All that
   * isn't a field stays the same: namespace, origin, parameters.
   */
  derive(overrides: FieldsInput, keep: (field: string) => boolean = () => true): JobDefinition {
    const fields = new Map([...this.fields].filter(([field]) => keep(field)));
    for (const [field, value] of toFieldMap(overrides)) fields.set(field, value);
    const Kind = this.constructor as typeof JobDefinition;
    return new Kind(fields, optionsOf(this));
  }

  /**
   * Reads what every session asks of every job, while the fields are in the processor's cache: reading them later costs
   * several times as much. Nobody asked yet, so what can't be read is no error before somebody does.
   */
  #readAhead(): void {
    try {
      this.#id = this.id;
      this.#plugin = this.plugin;
      this.#depends = this.#idList('depends');
      this.#after = this.#idList('after');
      this.#before = this.#idList('before');
      this.#salvages = this.#idList('salvages');
      if (this.value('requires') === undefined) this.#program = null;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
    }
  }

  #idList(field: IdListField): readonly string[] {
    const value = this.value(field);
    if (value === undefined) return NO_IDS;
    const given = textOrList(field, value);
    const words = typeof given === 'string' ? parseWordList(given) : given;
    if (words.length === 0) return NO_IDS;
    const ids = this.namespace === undefined ? words : words.map((word) => this.qualify(word));
    return Object.freeze(hasRepeats(ids) ? [...new Set(ids)] : ids);
  }

  #compile(requires: ExactJson | undefined): ResourceProgram | undefined {
    if (requires === undefined) return undefined;
    const source = textOrList('requires', requires);
    const { namespace, imports } = this;
    if (typeof source === 'string' && imports.size === 0) return sharedProgram(source, namespace);
    return new ResourceProgram(source, { namespace, imports });
  }

  #describeByParts(): string | undefined {
    const parts = (['purpose', 'steps', 'verification'] as const).flatMap((field) => {
      const text = this.text(field);
      return text ? [`${field.toUpperCase()}:\n${text}\n`] : [];
    });
    return strip(parts.join('')) || undefined;
  }
}

/** Words of a field such as `flags`: the elements of a list, or what stands between white space and commas. */
function splitWords(value: ExactJson | undefined): ReadonlySet<string> {
  if (isExactList(value)) return new Set(value.map(String));
  if (typeof value !== 'string' || isBlank(value)) return NO_WORDS;
  const words = splitWhiteSpace(value.replaceAll(',', ' '));
  return new Set(words);
}

function readSiblings(text: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new FieldError('siblings', 'is not valid JSON', { cause });
  }
}

// By comparing each pair while there are few: a set for each of 100 000 jobs costs more than all the rest of reading them.
const FEW = 8;

function hasRepeats(ids: readonly string[]): boolean {
  if (ids.length > FEW) return true;
  for (let at = 1; at < ids.length; at++) {
    if (ids.lastIndexOf(ids[at] as string, at - 1) !== -1) return true;
  }
  return false;
}
