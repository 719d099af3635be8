import type { ExactJson, SessionState } from '@plainbox/state';
import { writeJson } from '../json/writer.js';
import { isJsonMap } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import {
  checkDefinition,
  decodeVersioned,
  encodeVersioned,
  type VersionedData,
} from './versioned-data.js';

/**
 * Data of an application that lies beside the state, saved with it.
 *
 * `resume` undoes `suspend`. plainbox ignores the section, and a codec without this definition keeps it.
 */
export interface SectionDefinition<T> extends VersionedData<T> {
  /** The value to save; undefined leaves the section out. */
  suspend(state: SessionState): T | undefined;
  /** Called last, when all of the session is restored; not called for a session without the section. */
  resume(state: SessionState, value: T): void;
}

/** A {@link SectionDefinition} that was checked, of whatever type. */
export interface Section {
  readonly name: string;
  /** What is written; older ones are read too. */
  readonly version: number;
  suspend(state: SessionState): ExactJson | undefined;
  resume(state: SessionState, json: ExactJson): void;
}

/** Checks the definition of a section. Give it to {@link extendFormat}. */
export function defineSection<T>(definition: SectionDefinition<T>): Section {
  checkDefinition(definition as unknown as VersionedData<never>);
  return {
    name: definition.name,
    version: definition.version,
    suspend: (state) => {
      const value = definition.suspend(state);
      return value === undefined ? undefined : encodeVersioned(definition, value);
    },
    resume: (state, json) => definition.resume(state, decodeVersioned(definition, json)),
  };
}

const NO_SECTIONS: JsonMap = new Map();

/** The sections that each session was last read or written with, some of which nobody here knows. */
const kept = new WeakMap<SessionState, JsonMap>();

/** All sections of a state: those that are defined, and of the others what was read. */
export function suspendSections(state: SessionState, sections: readonly Section[]): JsonMap {
  const known = kept.get(state) ?? NO_SECTIONS;
  let changed: Map<string, ExactJson> | undefined;
  for (const section of sections) {
    const value = section.suspend(state);
    if (value === known.get(section.name)) continue;
    changed ??= new Map(known);
    if (value === undefined) changed.delete(section.name);
    else changed.set(section.name, value);
  }
  if (changed === undefined) return known;
  kept.set(state, changed);
  return changed;
}

/**
 * Of the sections those that became different since the last checkpoint, or all if that isn't known; null stands for one
 * that is left out now.
 */
export function changedSections(
  before: JsonMap | undefined,
  now: JsonMap,
  sections: readonly Section[],
): JsonMap {
  if (now === before) return NO_SECTIONS;
  const changed = new Map<string, ExactJson>();
  for (const { name } of sections) {
    const value = now.get(name) ?? null;
    const valueBefore = before === undefined ? undefined : (before.get(name) ?? null);
    if (value === null && valueBefore === null) continue;
    if (valueBefore === undefined || writeJson(value) !== writeJson(valueBefore)) {
      changed.set(name, value);
    }
  }
  return changed;
}

/** Hands each section to its definition, and keeps the others. */
export function resumeSections(
  state: SessionState,
  json: ExactJson | undefined,
  sections: readonly Section[],
): void {
  if (!isJsonMap(json)) return;
  kept.set(state, json);
  for (const section of sections) {
    const value = json.get(section.name);
    if (value !== undefined) section.resume(state, value);
  }
}
