#!/usr/bin/env node
import { version } from './version.js';

// Nothing but this file is loaded to answer the most frequent question of scripts and prompts.
if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  process.stdout.on('error', () => {
    process.exitCode = 11; // As ExitCode.storageFailed, which is not loaded here.
  });
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./program.js');
  process.exitCode = await main(process);
}
