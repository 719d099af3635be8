import { OUTCOMES, type Outcome } from '@plainbox/state';
import type { Colors } from './terminal.js';

/** `☑ passed`, `☒ failed`, `· not run`, …; an outcome of a later version as it is called. */
export function outcomeText(outcome: string | null): string {
  const { sigil, label } = OUTCOMES.get(outcome as Outcome) ?? {
    sigil: '?',
    label: String(outcome),
  };
  return `${sigil.trim() || '·'} ${label}`;
}

/** Puts text into the colour of an outcome. */
export function paintOutcome(colors: Colors, outcome: string | null): (text: string) => string {
  if (!colors.isColorSupported) return (text) => text;
  const style = OUTCOMES.get(outcome as Outcome)?.ansiStyle ?? DIM;
  return (text) => `\x1b[${style}m${text}\x1b[0m`;
}

const DIM = '2';
