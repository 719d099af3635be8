// Starts what systemd or a desktop would start: their rules, written down once more from their documentation.

/** What is to be started. */
export interface Launch {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

export function launchOf(file: string, method: 'systemd' | 'xdg'): Launch {
  return method === 'systemd' ? systemdLaunch(file) : desktopLaunch(file);
}

function entryOf(file: string, section: string, key: string): string | undefined {
  let current = '';
  for (const line of file.split('\n')) {
    const header = /^\[(.*)\]$/.exec(line);
    if (header) current = header[1] ?? '';
    else if (current === section && line.startsWith(`${key}=`)) return line.slice(key.length + 1);
  }
  return undefined;
}

/** systemd.syntax(7) for quotes and escapes, systemd.unit(5) for specifiers, systemd.service(5) for variables. */
function systemdLaunch(file: string): Launch {
  const env: Record<string, string> = { HOME: '/home/of-systemd' };
  for (const word of systemdWords(entryOf(file, 'Service', 'Environment') ?? '')) {
    const text = specifiers(word);
    env[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
  }
  const [program = '', ...words] = systemdWords(entryOf(file, 'Service', 'ExecStart') ?? '');
  const argv = [specifiers(program), ...words.map((word) => variables(specifiers(word), env))];
  return { argv, env, cwd: specifiers(entryOf(file, 'Service', 'WorkingDirectory') ?? '') };
}

function systemdWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      const hex = /^x([0-9a-f]{2})/.exec(text.slice(at + 1, at + 4));
      const next = text[at + 1] ?? '';
      const named = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', "'": "'", s: ' ' }[next];
      if (hex) word = (word ?? '') + String.fromCharCode(Number.parseInt(hex[1] ?? '', 16));
      else if (named !== undefined) word = (word ?? '') + named;
      else throw new Error(`systemd knows no escape \\${next}`);
      at += hex ? 3 : 1;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/[ \t]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') throw new Error('a quote is not closed');
  return word === undefined ? words : [...words, word];
}

function specifiers(text: string): string {
  return text.replace(/%(.?)/gsu, (_, letter: string) => {
    if (letter === '%') return '%';
    throw new Error(`the specifier %${letter} would be replaced`);
  });
}

function variables(word: string, env: Record<string, string>): string {
  return word.replace(/\$\$|\$\{(\w+)\}|^\$(\w+)$/g, (all, braced?: string, bare?: string) =>
    all === '$$' ? '$' : (env[braced ?? bare ?? ''] ?? ''),
  );
}

/** The desktop entry specification: the escapes of a string first, then the quotes of `Exec`, then field codes. */
function desktopLaunch(file: string): Launch {
  const text = (key: string): string => unescapeString(entryOf(file, 'Desktop Entry', key) ?? '');
  const argv = [...text('Exec').matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gs)].map(([, quoted, bare]) => {
    const word = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(["`$\\])/g, '$1');
    return word.replace(/%(.?)/gsu, (_, letter: string) => {
      if (letter === '%') return '%';
      throw new Error(`the field code %${letter} would be replaced`);
    });
  });
  return { argv, cwd: text('Path'), env: { PATH: '/usr/bin:/bin' } };
}

function unescapeString(value: string): string {
  const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return value.replace(/\\(.)/gs, (all, letter: string) => escapes[letter] ?? all);
}
