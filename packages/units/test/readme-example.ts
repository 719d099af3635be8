import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkUnits, loadUnits } from '../src/index.js';

const folder = await mkdtemp(join(tmpdir(), 'jobs-'));
await writeFile(
  join(folder, 'disk.pxu'),
  `id: disk
plugin: resource
command: echo "free_gb: $(df -BG --output=avail / | tail -1 | tr -dc 0-9)"

id: backup
plugin: shell
command: tar -czf "$PLAINBOX_SESSION_SHARE/home.tar.gz" "$HOME/Documents"
requires: disk.free_gb != '0'
`,
);
await writeFile(
  join(folder, 'more.yaml'),
  `- id: verify
  plugin: shel
  command: gzip -t "$PLAINBOX_SESSION_SHARE/home.tar.gz"
  depends: [bakup]
  estimated_duration: 1.0
`,
);

const { units } = await loadUnits(folder, { namespace: 'com.example' });
console.log(units.map(({ id }) => id).join(' '));

const { problems } = await checkUnits(folder, { namespace: 'com.example' });
for (const { line, field, message, hint } of problems) {
  console.log(`more.yaml:${line}: ${field}: ${message}; ${hint}`);
}
