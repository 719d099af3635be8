// Writes the two sessions that are loaded: prepare-load.mjs FOLDER SIZE. Prints their ids as JSON.
// Both hold the same; one ends in a journal as full as journals get, the other is one snapshot.
import { SessionManager } from '@plainbox/manager';
import { SessionStorageRepository } from '@plainbox/storage';
import { savedSession } from './contenders/plainbox.mjs';

const AT_ONCE = 256;
const [folder, sizeText] = process.argv.slice(2);
const { session: withJournal, change } = await savedSession(folder, Number(sizeText));
let records = 0;
while (!withJournal.storage.snapshotDue) {
  const many = Array.from({ length: AT_ONCE }, () => {
    change();
    return withJournal.checkpoint();
  });
  records += many.length;
  await Promise.all(many);
}

const storage = await new SessionStorageRepository(folder).create();
const whole = new SessionManager(withJournal.state, storage);
await whole.checkpoint();
await whole.close();

console.log(JSON.stringify({ withJournal: withJournal.storage.id, whole: storage.id, records }));
// Not closed: that would fold the journal. Its lock is that of a dead process then.
process.exit(0);
