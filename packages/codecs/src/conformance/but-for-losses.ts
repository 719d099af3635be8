import type { ExactJson } from '@plainbox/state';
import type { Loss } from '../formats/loss.js';
import { readJson } from '../json/reader.js';
import { writeJson } from '../json/writer.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { isJsonList, isJsonMap } from '../representation/json-map.js';

/** The text of a session, but each place that a loss names as it is in the text of what came back. */
export function butForLosses(text: string, losses: readonly Loss[], cameBack: string): string {
  // The whole of a place after its parts, whose lists may no longer have the same items.
  const paths = losses.map(({ path }) => path).sort((one, other) => other.length - one.length);
  const lost = read(cameBack);
  const document = paths.reduce(
    (session, path) => takenOver(session, ['session', ...path], lost) ?? session,
    read(text),
  );
  return writeJson(document);
}

/** A path goes through lists without a step: what it names is in each item. */
function takenOver(
  json: ExactJson,
  [step, ...rest]: readonly string[],
  from: ExactJson | undefined,
): ExactJson | undefined {
  if (step === undefined) return from;
  if (isJsonList(json)) {
    const items = isJsonList(from) ? from : [];
    return json.map((item, at) => takenOver(item, [step, ...rest], items[at]) ?? item);
  }
  const inner = isJsonMap(json) ? json.get(step) : undefined;
  const source = isJsonMap(from) ? from.get(step) : undefined;
  if (!isJsonMap(json) || (inner === undefined && source === undefined)) return json;
  const changed = new Map(json);
  const value = takenOver(inner ?? null, rest, source);
  if (value === undefined) changed.delete(step);
  else changed.set(step, value);
  return changed;
}

function read(text: string): ExactJson {
  return readJson(new TextEncoder().encode(text), DEFAULT_LIMITS);
}
