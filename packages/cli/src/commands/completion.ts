import { Argument, type Command } from 'commander';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.js';
import type { Invocation } from '../invocation.js';

export function configure(command: Command, invocation: Invocation): void {
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Completes commands, options, ids of sessions and names of jobs.

Examples:
  plainbox completion zsh > "\${fpath[1]}/_plainbox"                     once, then a new shell
  plainbox completion fish > ~/.config/fish/completions/plainbox.fish   once
  eval "$(plainbox completion bash)"                                    in ~/.bashrc
`,
    )
    .action((shell: Shell) => invocation.terminal.write(SCRIPTS[shell]));
}
