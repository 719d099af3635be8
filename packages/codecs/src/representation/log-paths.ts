const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const WINDOWS = /^(?:[A-Za-z]:|\\\\)/;

/** Whether the path says where it begins. */
export function isAbsolutePath(path: string): boolean {
  return ABSOLUTE.test(path);
}

/** The path as seen from the directory; as it is when it is absolute. Nothing is normalised, as in plainbox. */
export function joinPath(directory: string, path: string): string {
  if (isAbsolutePath(path)) return path;
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}

/**
 * The way from the directory to the path, by names alone: symbolic links aren't followed. A path that is itself relative
 * stays as it is, for nobody here knows the directory of the process.
 */
export function relativePath(directory: string, path: string): string {
  if (!isAbsolutePath(path) || !isAbsolutePath(directory)) return path;
  const from = parts(directory);
  const to = parts(path);
  if (from.root !== to.root) return path;
  let shared = 0;
  while (shared < from.names.length && from.names[shared] === to.names[shared]) shared += 1;
  const up = from.names.slice(shared).map(() => '..');
  return [...up, ...to.names.slice(shared)].join('/') || '.';
}

/** Whether the path, its `..` resolved, lies below the directory. */
export function isWithin(directory: string, path: string): boolean {
  const inner = relativePath(directory, path);
  return (
    isAbsolutePath(path) && !isAbsolutePath(inner) && inner !== '..' && !inner.startsWith('../')
  );
}

function parts(path: string): { root: string; names: string[] } {
  const clean = WINDOWS.test(path) ? path.replaceAll('\\', '/') : path;
  const root = /^[A-Za-z]:/.exec(clean)?.[0].toLowerCase() ?? '';
  const names: string[] = [];
  for (const name of clean.slice(root.length).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return { root, names };
}
