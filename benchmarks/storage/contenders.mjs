export const moduleOf = (name) => new URL(`contenders/${name}.mjs`, import.meta.url);

export const LIMIT = 'append + fdatasync (the limit)';
export const ASYNC = 'plainbox checkpoint()';
export const SYNC = 'plainbox checkpointSync()';
export const WRITE_FILE_ATOMIC = 'write-file-atomic';
/** Those that cost what changed too. */
export const EMBEDDED_STORES = [
  'better-sqlite3, WAL, full sync',
  'lmdb putSync',
  'lmdb put + flushed',
  'classic-level, sync',
];

/** All that make one changed result durable, by the names that tables show. */
export const CONTENDERS = [
  { name: LIMIT, module: moduleOf('append') },
  { name: ASYNC, module: moduleOf('plainbox') },
  { name: SYNC, module: moduleOf('plainbox'), sync: true },
  { name: 'better-sqlite3, WAL, full sync', module: moduleOf('better-sqlite3') },
  { name: 'lmdb putSync', module: moduleOf('lmdb'), sync: true },
  { name: 'lmdb put + flushed', module: moduleOf('lmdb') },
  { name: 'classic-level, sync', module: moduleOf('classic-level') },
  { name: WRITE_FILE_ATOMIC, module: moduleOf('write-file-atomic') },
  { name: 'rewrite as plainbox (Python) does', module: moduleOf('rewrite') },
  { name: 'LangGraph SqliteSaver, full sync', module: moduleOf('langgraph') },
];
