import type { SessionDraft } from '@plainbox/manager';
import { Document, parseDocument } from 'yaml';

const HEAD = ` Session %s. Save and leave the editor to apply; empty the file to leave all as it is.
 comments: of the last result of each job. A changed one becomes a new attempt.`;

/** A draft that was read, or what is wrong with the text. */
export type ReadDraft =
  | { readonly draft: SessionDraft }
  | { readonly faults: readonly string[] }
  | 'empty';

/** The draft as a YAML document for an editor. */
export function writeDraft(draft: SessionDraft, id: string): string {
  const document = new Document(draft);

  document.commentBefore = HEAD.replace('%s', () => id);
  return document.toString({ lineWidth: 100 });
}

/** Reads what an editor left; a key that was deleted leaves that part of the session as it is. */
export function readDraft(text: string, before: SessionDraft): ReadDraft {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return { faults: document.errors.map(({ message }) => message.split('\n')[0] ?? message) };
  }
  const value: unknown = document.toJS();
  if (value === null) return 'empty';
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { faults: ['the document is a mapping of title, flags, desiredJobs and comments'] };
  }
  const given = value as Record<string, unknown>;
  const draft = {
    ...before,
    ...given,
    comments: { ...before.comments, ...(given['comments'] ?? {}) },
  };
  const faults = [
    ...Object.keys(given).flatMap((key) => (key in before ? [] : `${key}: there is no such part`)),
    ...(draft.title === null || typeof draft.title === 'string'
      ? []
      : ['title: it is text or null']),
    ...(isTexts(draft.flags) ? [] : ['flags: it is a list of texts']),
    ...(isTexts(draft.desiredJobs) ? [] : ['desiredJobs: it is a list of ids']),
    ...(isTexts(Object.values(draft.comments)) ? [] : ['comments: each is text']),
  ];
  return faults.length > 0 ? { faults } : { draft };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
