import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineRepository, type SessionStorageRepository } from '../../src/index.js';
import { PlainDriver, type PlainSession } from '../plain-driver.js';

/** Keeps the records in files, and the fences where no other process sees them. */
class PrivateFencesDriver extends PlainDriver {
  readonly #place: string;

  constructor(place: string) {
    super();
    this.#place = place;
  }

  override async create(id: string): Promise<boolean> {
    writeFileSync(this.#path(id), '[]', { flag: 'wx' });
    return true;
  }

  override async exists(id: string): Promise<boolean> {
    return existsSync(this.#path(id));
  }

  override store(...given: Parameters<PlainDriver['store']>): boolean {
    const isStored = super.store(...given);
    const [id] = given;
    const rows = this.sessions.get(id)?.records.map((record) => ({
      ...record,
      bytes: Buffer.from(record.bytes).toString('base64'),
    }));
    if (isStored) writeFileSync(this.#path(id), JSON.stringify(rows));
    return isStored;
  }

  override session(id: string): PlainSession {
    const session = this.sessions.get(id) ?? { fence: 0, records: [], logs: new Map() };
    this.sessions.set(id, session);
    session.records = JSON.parse(readFileSync(this.#path(id), 'utf8'), (key, value) =>
      key === 'bytes' ? Buffer.from(value, 'base64') : value,
    );
    return session;
  }

  #path(id: string): string {
    return join(this.#place, `${id}.json`);
  }
}

/** One driver per place and process, as the fences of a process are its own. */
const drivers = new Map<string, PrivateFencesDriver>();

export function open(place: string): SessionStorageRepository {
  const driver = drivers.get(place) ?? new PrivateFencesDriver(place);
  drivers.set(place, driver);
  return defineRepository(driver);
}
