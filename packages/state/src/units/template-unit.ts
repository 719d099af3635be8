import type { ExactJson } from '../exact-json/exact-json.js';
import { ResourceProgram } from '../resources/expressions/program.js';
import { type Imports, parseImports } from './imports.js';
import { textOrList } from './text-or-list.js';
import { Unit } from './unit.js';

/** Makes one unit from each record of a resource; see `generateUnits`. */
export class TemplateUnit extends Unit {
  #filter: ResourceProgram | undefined;

  /** `template`. */
  override get unit(): string {
    return 'template';
  }

  /** The id of the template itself, which generated jobs refer to. */
  get templateId(): string {
    const partialId =
      this.text('template-id') ?? this.partialId.replace(/[^A-Za-z0-9\-_.:/\\]/g, '');
    const namespace = this.namespace;
    return namespace === undefined ? partialId : `${namespace}::${partialId}`;
  }

  /** One line about the template itself. */
  get summary(): string | undefined {
    return this.text('template-summary');
  }

  /** What the template itself is about. */
  get description(): string | undefined {
    return this.text('template-description');
  }

  /** The full id of the resource whose records the units are made from; undefined if the author left it out. */
  get resourceId(): string | undefined {
    const name = this.text('template-resource');
    if (name === undefined) return undefined;
    const separator = name.indexOf('::');
    const partialId = separator === -1 ? name : name.slice(separator + 2);
    const imported = this.templateImports.get(partialId);
    if (imported !== undefined) return imported;
    return separator === -1 ? this.qualify(name) : name;
  }

  /** Names under which the template knows resources of other namespaces. Throws ImportsError. */
  get templateImports(): Imports {
    return parseImports(this.value('template-imports'));
  }

  /** Which records are taken; undefined for all. Compiled on first use, so errors appear here. */
  get filterProgram(): ResourceProgram | undefined {
    const filter = this.value('template-filter');
    if (filter === undefined) return undefined;
    this.#filter ??= new ResourceProgram(textOrList('template-filter', filter), {
      namespace: this.#resourceNamespace(),
      imports: this.templateImports,
    });
    return this.#filter;
  }

  /** The kind of the units that it makes. */
  get templateUnit(): string {
    return this.text('template-unit') ?? 'job';
  }

  /** How the fields are expanded; `default` is the only one that works here. */
  get engine(): string {
    return this.text('template-engine') ?? 'default';
  }

  /** The fields of the units that it makes, without the parameters. */
  get generatedFields(): ReadonlyMap<string, ExactJson> {
    const own = [...this.fields].filter(([field]) => !field.startsWith('template-'));
    return new Map<string, ExactJson>([
      ...own,
      ['template-engine', this.engine],
      ['template-id', this.templateId],
      ['unit', this.templateUnit],
    ]);
  }

  /** Its fields are meant for the units that it makes, and expanded there. */
  protected override get templateEngine(): undefined {
    return undefined;
  }

  #resourceNamespace(): string | undefined {
    const id = this.resourceId;
    const separator = id?.indexOf('::') ?? -1;
    return id === undefined || separator === -1 ? undefined : id.slice(0, separator);
  }
}
