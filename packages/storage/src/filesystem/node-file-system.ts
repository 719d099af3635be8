import * as fs from 'node:fs';
import type { FileFacts, FileSystem } from './file-system.js';
import type { Step } from './steps.js';

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  open: (path, flags, mode = 0o600) => ({
    sync: () => fs.openSync(path, flags, mode),
    async: (done) => fs.open(path, flags, mode, done),
  }),
  close: (fd) => ({
    sync: () => fs.closeSync(fd),
    async: (done) => fs.close(fd, (error) => done(error ?? null)),
  }),
  read: (fd, into, position) => ({
    sync: () => fs.readSync(fd, into, 0, into.length, position),
    async: (done) => fs.read(fd, into, 0, into.length, position, done),
  }),
  write: (fd, bytes, position) => ({
    sync: () => fs.writeSync(fd, bytes, 0, bytes.length, position),
    async: (done) => fs.write(fd, bytes, 0, bytes.length, position, done),
  }),
  sync: (fd) => ({
    sync: () => fs.fsyncSync(fd),
    async: (done) => fs.fsync(fd, (error) => done(error)),
  }),
  truncate: (fd, length) => ({
    sync: () => fs.ftruncateSync(fd, length),
    async: (done) => fs.ftruncate(fd, length, (error) => done(error)),
  }),
  list: (path) => ({
    sync: () => fs.readdirSync(path),
    async: (done) => fs.readdir(path, done),
  }),
  lstat: (path): Step<FileFacts> => ({
    sync: () => factsOf(fs.lstatSync(path)),
    async: (done) =>
      fs.lstat(path, (error, stats) => {
        if (error) done(error, undefined as never);
        else done(null, factsOf(stats));
      }),
  }),
  makeDirectory: (path, mode) => ({
    sync: () => fs.mkdirSync(path, mode),
    async: (done) => fs.mkdir(path, mode, (error) => done(error)),
  }),
  removeDirectory: (path) => ({
    sync: () => fs.rmdirSync(path),
    async: (done) => fs.rmdir(path, (error) => done(error)),
  }),
  unlink: (path) => ({
    sync: () => fs.unlinkSync(path),
    async: (done) => fs.unlink(path, (error) => done(error)),
  }),
  symlink: (target, path) => ({
    sync: () => fs.symlinkSync(target, path),
    async: (done) => fs.symlink(target, path, (error) => done(error)),
  }),
  readLink: (path) => ({
    sync: () => fs.readlinkSync(path),
    async: (done) => fs.readlink(path, done),
  }),
  rename: fs.renameSync,
  link: fs.linkSync,
  stat: (fd) => factsOf(fs.fstatSync(fd)),
};

function factsOf(stats: fs.Stats): FileFacts {
  return {
    kind: stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'symlink'
          : 'other',
    size: stats.size,
    inode: stats.ino,
    owner: stats.uid,
    modifiedMs: stats.mtimeMs,
  };
}
