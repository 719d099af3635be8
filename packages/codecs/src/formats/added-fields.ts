import { writeJson } from '../json/writer.js';
import { isJsonMap, withKey, withoutKey } from '../representation/json-map.js';
import type { JsonMap } from '../representation/session-representation.js';
import type { AddedField, Downgrade } from './format-step.js';

/** The session with each field at its initial value, whatever stood there: the older version gave it no meaning. */
export function addFields(session: JsonMap, fields: readonly AddedField[]): JsonMap {
  return fields.reduce(
    (upgraded, { where, key, initial }) =>
      change(upgraded, where, (holder) => withKey(holder, key, initial)),
    session,
  );
}

/** The same, but what is there stays. */
export function addMissingFields(session: JsonMap, fields: readonly AddedField[]): JsonMap {
  return fields.reduce(
    (mended, { where, key, initial }) =>
      change(mended, where, (holder) => (holder.has(key) ? holder : withKey(holder, key, initial))),
    session,
  );
}

/** The session without the fields, telling of each that says more than its initial value. */
export function dropFields(
  session: JsonMap,
  fields: readonly AddedField[],
  context: Downgrade,
): JsonMap {
  return fields.reduce(
    (downgraded, { where, key, initial }) =>
      change(downgraded, where, (holder) => {
        const value = holder.get(key);
        if (value !== undefined && writeJson(value) !== writeJson(initial)) {
          const path = where === 'session' ? [key] : [where, key];
          context.lose(path, `${path.join('.')} can't be held`);
        }
        return withoutKey(holder, key);
      }),
    session,
  );
}

function change(
  session: JsonMap,
  where: AddedField['where'],
  edit: (holder: JsonMap) => JsonMap,
): JsonMap {
  if (where === 'session') return edit(session);
  const holder = session.get(where);
  return isJsonMap(holder) ? withKey(session, where, edit(holder)) : session;
}
