import { describe, expect, test } from 'vitest';
import {
  isProvedDead,
  ownIdentity,
  type ProcessIdentity,
} from '../src/filesystem/process-identity.js';

const NOBODY = 2 ** 22 + 1;

/** A machine that isn't a container, seen by the process that wants the lock. */
const here: ProcessIdentity = {
  ...ownIdentity(),
  host: 'lab',
  machineId: 'a',
  bootId: 'second',
  pidNamespace: 'pid:[4026531836]',
};
/** Of a lock that this machine wrote, by a process that ended; before the reboot if told so. */
const ended = { ...here, pid: NOBODY };
const before = { ...ended, bootId: 'first' };
const container = { pidNamespace: 'pid:[4026532177]' };
const unnamed = { machineId: null };
const bootless = { bootId: null, pidNamespace: null, startTime: null };

describe('of an owner is proved', () => {
  const cases: [string, ProcessIdentity, ProcessIdentity, boolean][] = [
    ['that it ended, if no process has its pid', ended, here, true],
    ['that it died with an earlier boot of this machine', before, here, true],
    ['nothing on another machine of this host name', { ...before, machineId: 'b' }, here, false],
    ['nothing on another host with a copied machine id', { ...before, host: 'rig' }, here, false],
    ['nothing after a reboot if its lock names no machine', { ...before, ...unnamed }, here, false],
    [
      'nothing after a reboot if no machine is named at all',
      { ...before, ...unnamed },
      { ...here, ...unnamed },
      false,
    ],
    [
      'nothing of a container on another machine, were it of the same image',
      { ...before, ...container },
      { ...here, ...container },
      false,
    ],
    ['nothing of a container by its host', { ...ended, ...container }, here, false],
    ['nothing of the host by a container', ended, { ...here, ...container }, false],
    [
      'that it ended, within one container',
      { ...ended, ...container },
      { ...here, ...container },
      true,
    ],
    [
      'nothing where the pid namespace is unknown',
      { ...ended, pidNamespace: null },
      { ...here, pidNamespace: null },
      false,
    ],
    [
      'that it ended, where no system tells boots apart',
      { ...ended, ...bootless, ...unnamed },
      { ...here, ...bootless, ...unnamed },
      true,
    ],
    [
      'nothing by a system that tells boots apart of one that does not',
      { ...ended, ...bootless },
      here,
      false,
    ],
  ];
  for (const [what, owner, me, dead] of cases) {
    test(what, () => {
      expect(isProvedDead({ ...owner, fence: 1, since: null }, me)).toBe(dead);
    });
  }
});

test('the id of the machine is not told as it is', () => {
  expect(ownIdentity().machineId ?? '').toMatch(/^([0-9a-f]{32})?$/);
});
