import { resolve } from 'node:path';
import { defaultRepositoryLocation, SessionStorageRepository } from '@plainbox/storage';
import type { Invocation } from '../invocation.js';

/** The repository that `--store` names, else the user's own. */
export function openRepository(
  { cwd, env }: Pick<Invocation, 'cwd' | 'env'>,
  store: string | undefined,
): SessionStorageRepository {
  return new SessionStorageRepository(
    store === undefined ? defaultRepositoryLocation(env) : resolve(cwd, store),
  );
}

/** The words by which a printed command names the same repository. */
export function storeWords(store: string | undefined): readonly string[] {
  return store === undefined ? [] : ['--store', store];
}
