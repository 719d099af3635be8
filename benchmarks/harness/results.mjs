import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

const RESULTS = new URL('../results/', import.meta.url);

/** What a result depends on: times mean nothing without it. */
export function describeMachine() {
  return {
    node: process.version,
    platform: `${process.platform} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/**
 * Writes `results/<name>`: an object as JSON, a string as it is.
 *
 * @param {string} name
 * @param {string | object} content
 */
export function writeResult(name, content) {
  mkdirSync(RESULTS, { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, round, 2)}\n`;
  writeFileSync(new URL(name, RESULTS), text);
}

/** Three digits are more than any of this means. */
function round(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
