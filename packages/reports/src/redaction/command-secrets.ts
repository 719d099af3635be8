import type { Span } from './spans.js';
import { QUOTE, quotedAt, wordEnd } from './values.js';

/** Between an option and its value: a blank, an equals sign, or what parts the words of a list. */
const NEXT = `(?:["'\`]?[ \\t]{0,8},[ \\t]{0,8}|[ \\t]{1,8}|=)`;
const BEFORE = `(?<=[\\s"'\`])`;
const LONGEST_LINE = 512;

/** Commands with options that are too short to tell what they hold; each ends where the secret begins. */
const COMMANDS: readonly { readonly command: string; readonly options: string }[] = [
  { command: 'sshpass', options: `-p(?:${NEXT})?` },
  { command: '(?:mysql|mariadb)[\\w-]{0,20}', options: '-p(?=[^\\s,"\'`]|"[^,\\s]|\'[^,\\s])' },
  // `user:secret`
  {
    command: 'curl|wget|https?',
    options: `(?:-[A-Za-z]{0,8}[uUa]|--(?:proxy-)?(?:user|auth))(?:${NEXT})?(?:${QUOTE})?[^\\s:"'\`/]{0,128}:`,
  },
  { command: 'lftp', options: `-u(?:${NEXT})?(?:${QUOTE})?[^\\s,"'\`]{1,128},` },
  {
    command: 'smbclient|rpcclient|smbget',
    options: `-U(?:${NEXT})?(?:${QUOTE})?[^\\s%"'\`]{1,128}%`,
  },
  {
    command: 'docker|podman|nerdctl|buildah|skopeo|helm|oras|az|oc',
    options: `(?<=\\blogin[\\s"'\`].{0,200})-p${NEXT}`,
  },
  { command: 'mongo\\w{0,10}', options: `-p${NEXT}` },
  { command: 'redis-cli', options: `-a${NEXT}` },
  { command: 'ldap[a-z]{3,10}', options: `-w(?:${NEXT})?` },
  { command: 'ipmitool|zip|unzip|sqlcmd|bcp', options: `-P(?:${NEXT})?` },
  { command: '7z[ar]?', options: '-p' },
  { command: 'xfreerdp|rdesktop', options: `(?:/p:|-p${NEXT})` },
  { command: 'openssl', options: '(?:pass:)' },
  { command: 'nmcli', options: `(?:password|[\\w.-]{0,40}(?:psk|wep-key\\d))${NEXT}` },
  {
    command: 'wpa_passphrase',
    options: `(?<=wpa_passphrase[ \\t]{1,8})(?:"[^"\\n]{1,64}"|'[^'\\n]{1,64}'|[^\\s"']{1,64})[ \\t]{1,8}`,
  },
].map(({ command, options }) => ({ command, options: `${BEFORE}${options}` }));

const COMMAND = new RegExp(
  `(?<![\\w.-])(?:${COMMANDS.map(({ command }) => `(${command})`).join('|')})(?![\\w.:=-])`,
  'g',
);
const OPTIONS = COMMANDS.map(({ options }) => new RegExp(options, 'g'));

const OPEN = new RegExp(`${QUOTE}[^\\s"'\`]*$`);

/** What well-known commands are given as passwords: `curl -u admin:…`, `mysql -p…`, `sshpass -p …`. */
export function commandSecrets(text: string): readonly Span[] {
  const found: Span[] = [];
  const commands = [...text.matchAll(COMMAND)];
  for (const [at, match] of commands.entries()) {
    const options = OPTIONS[match.slice(1).findIndex((part) => part !== undefined)];
    if (options === undefined) continue;
    // Up to the next command, so that no text is searched twice.
    const end = Math.min(match.index + LONGEST_LINE, commands[at + 1]?.index ?? text.length);
    const [line = ''] = text.slice(match.index, end).split(/[\n|]|; |&&/, 1);
    for (const option of line.matchAll(options)) {
      const start = match.index + option.index + option[0].length;
      // `'admin:…'` has the quote before what is no secret.
      const before = start - (OPEN.exec(option[0])?.[0].length ?? 0);
      const quoted = quotedAt(text, before);
      const from = Math.max(start, quoted?.start ?? start);
      found.push({ start: from, end: quoted?.end ?? wordEnd(text, start) });
    }
  }
  return found;
}
