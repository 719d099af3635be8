import type { Command } from 'commander';
import type { Invocation } from './invocation.js';

/** What a module in `commands/` exports: it gives a bare command its arguments, options and action. */
export interface CommandModule {
  configure(command: Command, invocation: Invocation): void;
}

/** A command as `--help` lists it. */
export interface CatalogueEntry {
  readonly name: string;
  readonly summary: string;
  /** Commands are loaded when they are called: a start must not pay for the others. */
  load(): Promise<CommandModule>;
}

/** Every command, in the order of `--help`. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'run',
    summary: 'run the jobs of job files as a new session',
    load: () => import('./commands/run.js'),
  },
  {
    name: 'resume',
    summary: 'go on with a session that was stopped',
    load: () => import('./commands/resume.js'),
  },
  {
    name: 'rerun',
    summary: 'run jobs of a session once more',
    load: () => import('./commands/rerun.js'),
  },
  {
    name: 'autoresume',
    summary: 'let a session go on by itself after a reboot',
    load: () => import('./commands/autoresume.js'),
  },
  {
    name: 'check',
    summary: 'look for mistakes in job files',
    load: () => import('./commands/check.js'),
  },
  {
    name: 'ls',
    summary: 'list sessions, youngest first',
    load: () => import('./commands/ls.js'),
  },
  {
    name: 'show',
    summary: 'show a session: its jobs and their results',
    load: () => import('./commands/show.js'),
  },
  {
    name: 'logs',
    summary: 'print what jobs wrote, also while they run',
    load: () => import('./commands/logs.js'),
  },
  {
    name: 'watch',
    summary: 'follow a session that another process runs',
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'replay',
    summary: 'play what a job wrote, with the pauses in which it did',
    load: () => import('./commands/replay.js'),
  },
  {
    name: 'mark',
    summary: 'give a job a result by hand',
    load: () => import('./commands/mark.js'),
  },
  {
    name: 'edit',
    summary: 'change title, flags, jobs and comments of a session',
    load: () => import('./commands/edit.js'),
  },
  {
    name: 'verify',
    summary: 'check whether what is stored of sessions is whole',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'repair',
    summary: 'make a damaged session usable again',
    load: () => import('./commands/repair.js'),
  },
  {
    name: 'rm',
    summary: 'remove sessions',
    load: () => import('./commands/rm.js'),
  },
  {
    name: 'gc',
    summary: 'remove old, surplus and half-made sessions',
    load: () => import('./commands/gc.js'),
  },
  {
    name: 'lock',
    summary: 'say who has a session open; break the lock of a dead one',
    load: () => import('./commands/lock.js'),
  },
  {
    name: 'export',
    summary: 'write reports of a session: text, JSON, JUnit, HTML, tar',
    load: () => import('./commands/export.js'),
  },
  {
    name: 'convert',
    summary: 'write a session in an older or newer plainbox format',
    load: () => import('./commands/convert.js'),
  },
  {
    name: 'completion',
    summary: 'complete words in bash, zsh and fish',
    load: () => import('./commands/completion.js'),
  },
  {
    name: 'config',
    summary: 'say how plainbox is configured, and where each value comes from',
    load: () => import('./commands/config.js'),
  },
];
