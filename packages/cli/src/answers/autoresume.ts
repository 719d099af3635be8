import type { Answer } from './answer.js';

/** What `plainbox autoresume status --json` answers, and `arm` and `disarm` about what they did. */
export interface AutoresumeAnswer extends Answer {
  readonly schema: 'plainbox-autoresume/1';
  /** Sessions that go on by themselves; for `disarm` those that no longer do. */
  readonly sessions: readonly ArmedSession[];
}

/** A session that goes on by itself. */
export interface ArmedSession {
  readonly id: string;
  /** The session's folder. */
  readonly location: string;
  /** Whether the folder is still there. */
  readonly exists: boolean;
  /** `systemd`: a service of the user's systemd; `xdg`: an entry in the autostart folder of the desktop. */
  readonly method: 'systemd' | 'xdg';
  /** The file that says so. */
  readonly file: string;
  /** What is started: the program and its arguments. */
  readonly command: readonly string[];
}
