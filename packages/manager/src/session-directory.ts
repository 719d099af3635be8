import { statSync } from 'node:fs';
import { type SessionStorage, WellKnownDirsHelper } from '@plainbox/storage';

/** The folders of a session; `undefined` where its storage is no folder on this machine. */
export function sessionDirectory(storage: SessionStorage): WellKnownDirsHelper | undefined {
  const folders = new WellKnownDirsHelper(storage);
  const isFolder = statSync(storage.location, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? folders : undefined;
}
