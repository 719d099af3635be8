import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { slugify } from '@plainbox/storage';
import { RunnerError } from '../errors.js';
import {
  type ArmedSession,
  type AutoresumeFiles,
  type AutoresumeMethod,
  readNote,
  type SessionToResume,
} from './armed-session.js';
import { desktopEntries } from './desktop-entry.js';
import { systemdUnits } from './systemd-unit.js';

const PREFIX = 'plainbox-resume-';
const LONGEST_SLUG = 150;
const KINDS: readonly AutoresumeFiles[] = [systemdUnits, desktopEntries];

/**
 * Lets sessions go on by themselves after a reboot: writes the file by which the system starts the command that goes
 * on with a session, and removes it. Changes nothing but these files.
 */
export class Autoresume {
  readonly #configHome: string;

  /** @param configHome the user's folder for configuration, see {@link defaultConfigHome}. */
  constructor(configHome: string = defaultConfigHome()) {
    this.#configHome = configHome;
  }

  /**
   * Arms a session, in place of what was armed for it before.
   *
   * @param method default: systemd where the machine runs it, else the autostart folder.
   * @throws RunnerError `BAD_COMMAND` when the program has no absolute path, or something is in the command that no
   * file can hold.
   */
  async arm(session: SessionToResume, method?: AutoresumeMethod): Promise<ArmedSession> {
    checkCommand(session);
    const files = filesOf(method ?? ((await runsSystemd()) ? 'systemd' : 'xdg'));
    await this.disarm(session.location);
    const folder = join(this.#configHome, files.folder);
    const name = nameOf(session) + files.extension;
    const file = join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.new`, files.write(session));
    await rename(`${file}.new`, file);
    for (const [link, target] of files.links(name)) {
      await mkdir(dirname(join(folder, link)), { recursive: true });
      await symlink(target, join(folder, link));
    }
    return { ...session, method: files.method, file };
  }

  /** All sessions that are armed, whichever way. */
  async list(): Promise<readonly ArmedSession[]> {
    const armed: ArmedSession[] = [];
    for (const { method, folder, extension } of KINDS) {
      for (const name of await namesIn(join(this.#configHome, folder))) {
        if (!name.startsWith(PREFIX) || !name.endsWith(extension)) continue;
        const file = join(this.#configHome, folder, name);
        const session = readNote(await readFile(file, 'utf8'));
        if (session) armed.push({ ...session, method, file });
      }
    }
    return armed;
  }

  /** Removes what was armed for the session in this folder. Returns it; nothing if it was not armed. */
  async disarm(location: string): Promise<readonly ArmedSession[]> {
    const armed = (await this.list()).filter((each) => each.location === location);
    for (const { method, file } of armed) {
      const folder = dirname(file);
      // The links first: a link to a file that is gone would be complained about at each start.
      for (const link of filesOf(method).links(basename(file)).keys()) {
        await rm(join(folder, link), { force: true });
      }
      await rm(file, { force: true });
    }
    return armed;
  }
}

/** The user's folder for configuration: `$XDG_CONFIG_HOME`, else `~/.config`. */
export function defaultConfigHome(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const given = env['XDG_CONFIG_HOME'];
  // The specification has relative paths ignored.
  if (given && isAbsolute(given)) return given;
  return join(env['HOME'] || homedir(), '.config');
}

function filesOf(method: AutoresumeMethod): AutoresumeFiles {
  return method === 'systemd' ? systemdUnits : desktopEntries;
}

/** As sd_booted(3) tells. */
async function runsSystemd(): Promise<boolean> {
  try {
    await access('/run/systemd/system');
    return true;
  } catch {
    return false;
  }
}

/** The id for people, and a hash of the folder, since ids are unique in their repository only. */
function nameOf({ id, location }: SessionToResume): string {
  const hash = createHash('sha256').update(location).digest('hex').slice(0, 10);
  return `${PREFIX}${slugify(id).slice(0, LONGEST_SLUG)}-${hash}`;
}

function checkCommand({ command, workingDirectory, path = '' }: SessionToResume): void {
  const [program] = command;
  if (!isAbsolute(program)) {
    throw new RunnerError(
      'BAD_COMMAND',
      `${program} is no absolute path: nobody knows which folder the command will be started in`,
    );
  }
  const texts = [...command, workingDirectory, path];
  if (texts.some((text) => text.includes('\0')) || /[\n\r]/.test(workingDirectory)) {
    throw new RunnerError(
      'BAD_COMMAND',
      'a NUL, or a line break in the name of a folder, can be in no command that is started at boot',
    );
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
