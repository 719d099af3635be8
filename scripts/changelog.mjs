// All packages are released at one version: gathers their changelogs, kept by changesets, into one.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';

const packages = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages');

const versions = new Map();
for (const name of fs.readdirSync(packages).sort()) {
  const path = join(packages, name, 'CHANGELOG.md');
  if (!fs.existsSync(path)) continue;
  for (const section of fs.readFileSync(path, 'utf8').split(/^## /m).slice(1)) {
    const [version, ...lines] = section.split('\n');
    const entries = versions.get(version) ?? new Map();
    for (const entry of lines.join('\n').split(/^(?=- )/m)) {
      const text = entry.replace(/^### .*$/gm, '').trim();
      // What a package says of its own dependencies' new versions tells a user of the whole nothing.
      if (!text.startsWith('- ') || text.startsWith('- Updated dependencies')) continue;
      entries.set(text, [...(entries.get(text) ?? []), name]);
    }
    versions.set(version, entries);
  }
}

const sections = [...versions].map(([version, entries]) => {
  const lines = [...entries].map(([text, names]) => `${text} (${names.join(', ')})`);
  return `## ${version}\n\n${lines.join('\n')}\n`;
});
fs.writeFileSync(
  join(packages, '..', 'CHANGELOG.md'),
  `# Changelog\n\nAll packages share one version.\n\n${sections.join('\n')}`,
);
