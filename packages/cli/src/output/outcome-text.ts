import { OUTCOMES, type Outcome } from '@plainbox/state';
import type { Colors } from './terminal.js';

/** `☑ passed`, `☒ failed`, `· not run`, … */
export function outcomeText(outcome: Outcome): string {
  const { sigil, label } = OUTCOMES.get(outcome) ?? { sigil: '?', label: String(outcome) };
  return `${sigil.trim() || '·'} ${label}`;
}

/** Puts text into the colour of an outcome. */
export function paintOutcome(colors: Colors, outcome: Outcome): (text: string) => string {
  if (!colors.isColorSupported) return (text) => text;
  const style = OUTCOMES.get(outcome)?.ansiStyle ?? DIM;
  return (text) => `\x1b[${style}m${text}\x1b[0m`;
}

const DIM = '2';
