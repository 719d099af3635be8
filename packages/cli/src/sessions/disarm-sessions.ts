import type { ArmedSession } from '@plainbox/runner';
import type { Invocation } from '../invocation.js';
import { oneLine } from '../output/text.js';

/**
 * Keeps the system from starting, at each boot, sessions that are no more. Tells which were armed, and returns their
 * folders; `dryRun` tells without changing anything.
 */
export async function disarmSessions(
  isGone: (session: ArmedSession) => boolean,
  dryRun: boolean,
  { env, terminal }: Pick<Invocation, 'env' | 'terminal'>,
): Promise<ReadonlySet<string>> {
  const { Autoresume, defaultConfigHome } = await import('@plainbox/runner');
  const autoresume = new Autoresume(defaultConfigHome(env));
  const armed = (await autoresume.list()).filter(isGone);
  for (const { id, location } of armed) {
    if (!dryRun) await autoresume.disarm(location);
    const told = dryRun ? 'would no longer go' : 'no longer goes';
    terminal.tell(`session ${oneLine(id)} ${told} on by itself after a reboot`);
  }
  return new Set(armed.map(({ location }) => location));
}
