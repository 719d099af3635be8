import type { Terminal } from '../output/terminal.js';
import { plainDisplay } from './plain-display.js';
import type { RunDisplay } from './run-display.js';

/** The display that fits where messages go. */
export async function createDisplay(terminal: Terminal): Promise<RunDisplay> {
  if (!terminal.live) return plainDisplay(terminal);
  const { LiveDisplay } = await import('./live-display.js');
  return new LiveDisplay(terminal);
}
