import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { JobReport, SessionReport } from '../report/session-report.js';
import { htmlFormat } from './html-format.js';
import { jobName } from './job-name.js';
import { jsonFormat } from './json-format.js';
import { junitFormat } from './junit-format.js';
import type { ReportFormat } from './report-format.js';
import { textFormat } from './text-format.js';

const DOCUMENTS = [jsonFormat, htmlFormat, junitFormat, textFormat];
const OWNER_ONLY = 0o600;

/**
 * A compressed tar laid out as a submission of Checkbox: `submission.json`, `submission.html` and the other documents,
 * `test_output/` with what each job wrote, `attachment_files/` with the bytes that attachment jobs gave.
 */
export const tarFormat: ReportFormat = {
  id: 'tar',
  mediaType: 'application/gzip',
  extension: '.tar.gz',
  async *write(report) {
    const archive = pack();
    const zipped = archive.pipe(createGzip());
    // The reader pulls; an error while the files are added must end the pulling too.
    const filling = fill(archive, report).catch((error: Error) => {
      zipped.destroy(error);
    });
    for await (const piece of zipped) yield piece as Uint8Array;
    await filling;
  },
};

async function fill(archive: ReturnType<typeof pack>, report: SessionReport): Promise<void> {
  const mtime = report.savedAt;
  const add = (name: string, bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      archive.entry({ name, mtime, mode: OWNER_ONLY }, Buffer.from(bytes), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  for (const format of DOCUMENTS) {
    const pieces: Uint8Array[] = [];
    for await (const piece of format.write(report)) pieces.push(piece);
    await add(`submission${format.extension}`, Buffer.concat(pieces));
  }
  const names = new FileNames();
  for (const job of report.jobs) {
    const output = job.attempts.at(-1)?.output();
    if (output === undefined) continue;
    const name = names.of(job);
    if (job.plugin === 'attachment') await add(`attachment_files/${name}`, output.stdout);
    else if (output.text !== '') await add(`test_output/${name}`, Buffer.from(output.text));
  }
  archive.finalize();
}

/** Names of files for jobs: letters of any id that mean something to a file system are replaced, none is used twice. */
class FileNames {
  readonly #taken = new Set<string>();

  of(job: JobReport): string {
    const plain =
      jobName(job)
        .replace(/[^A-Za-z0-9._-]+/g, '_')
        .slice(0, 200) || 'job';
    let name = plain.startsWith('.') ? `_${plain}` : plain;
    for (let again = 2; this.#taken.has(name.toLowerCase()); again += 1) name = `${plain}-${again}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
