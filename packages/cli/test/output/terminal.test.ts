import { describe, expect, test } from 'vitest';
import { recordingTerminal } from './recording-terminal.js';

describe('colours', () => {
  const colored = (options: Parameters<typeof recordingTerminal>[0]): boolean =>
    recordingTerminal(options).terminal.dataColors.isColorSupported;

  test('are for terminals', () => {
    expect(colored({ stdoutIsTerminal: true })).toBe(true);
    expect(colored({ stdoutIsTerminal: false })).toBe(false);
    expect(colored({ stdoutIsTerminal: true, env: { TERM: 'dumb' } })).toBe(false);
  });

  test('NO_COLOR takes them away, unless it is empty', () => {
    expect(colored({ stdoutIsTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(colored({ stdoutIsTerminal: true, env: { NO_COLOR: '' } })).toBe(true);
    expect(colored({ stdoutIsTerminal: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).toBe(
      false,
    );
  });

  test('FORCE_COLOR brings them into a pipe', () => {
    expect(colored({ env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(colored({ stdoutIsTerminal: true, env: { FORCE_COLOR: '0' } })).toBe(false);
  });

  test('of messages do not depend on where the data goes', () => {
    const { terminal } = recordingTerminal({ stdoutIsTerminal: false, stderrIsTerminal: true });
    expect(terminal.messageColors.isColorSupported).toBe(true);
    expect(terminal.dataColors.isColorSupported).toBe(false);
  });
});

test('nothing is redrawn on build servers, dumb terminals and in pipes', () => {
  const live = (env: Record<string, string>, stderrIsTerminal = true): boolean =>
    recordingTerminal({ stderrIsTerminal, env }).terminal.live;
  expect(live({})).toBe(true);
  expect(live({ CI: 'true' })).toBe(false);
  expect(live({ TERM: 'dumb' })).toBe(false);
  expect(live({}, false)).toBe(false);
});
