// Counts the words of some files, a function for each step. Kill it when you like, and start it again.
import { appendFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionRunner } from '@plainbox/runner';
import { defineJob, SessionManager, SessionStorageRepository } from '@plainbox/session';

const [place, texts, version = '1'] = process.argv.slice(2);
const files = (await readdir(texts)).sort();

const counting = files.map((file) =>
  defineJob({
    id: `count/${file}`,
    version, // Raise it when the function gives something else: the step is done again then.
    async run({ shareDirectory, signal, log }) {
      appendFileSync(join(place, 'begun'), `${file}\n`);
      const text = await readFile(join(texts, file), { encoding: 'utf8', signal });
      await sleep(50, undefined, { signal }); // Real work takes its time.
      const words = text.split(/\s+/).filter(Boolean).length;
      await writeFile(join(shareDirectory, file), String(words));
      log.out(`${words} words`);
    },
  }),
);
const total = defineJob({
  id: 'total',
  version: counting.map(({ checksum }) => checksum).join(), // Done again when one of these is.
  depends: counting.map(({ id }) => id),
  async run({ shareDirectory }) {
    const counts = await Promise.all(files.map((file) => readFile(join(shareDirectory, file))));
    const words = counts.reduce((sum, count) => sum + Number(count), 0);
    return { outcome: 'pass', comments: `${words} words in all` };
  },
});

const units = [...counting, total];
const repo = new SessionStorageRepository(place);
const options = { units, repo, onChangedJob: 'rerun', onGoneJob: 'setAside' };
const session = await SessionManager.openSession('latest', options).catch((error) => {
  if (error.code !== 'SESSION_NOT_FOUND') throw error;
  return SessionManager.createSession({ units, repo });
});
session.state.updateDesiredJobs(units);

const runner = new SessionRunner(session);
runner.on('decision', ({ job, reason }) => console.log(`${job.id}: ${reason}`));
runner.on('jobFinished', ({ job, result }) => console.log(`${job.id}: ${result.outcome}`));
await runner.run();
console.log(session.state.jobs.get('total').result.comments);
await session.close();
