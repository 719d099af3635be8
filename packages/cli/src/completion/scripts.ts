/** Shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# Completion of plainbox for bash. To use it: eval "$(plainbox completion bash)"
_plainbox() {
  local line=\${COMP_LINE:0:COMP_POINT} value
  local -a words
  # Not COMP_WORDS, which bash cuts at each colon, and ids may have some.
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local current=\${words[\${#words[@]}-1]}
  # Bash puts what is completed behind the last of these, and nothing before it.
  local breaks=\${COMP_WORDBREAKS//[^:=]} before='' option='' kind
  [[ -n $breaks ]] && before=\${current%"\${current##*[$breaks]}"}
  [[ $current == --*=* ]] && option=\${current%%=*}=
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    case $value in
      :files|:directories)
        kind=\${value:1:1}
        compopt -o filenames
        while IFS= read -r value; do value=$option$value; COMPREPLY+=("\${value#"$before"}"); done \\
          < <(compgen "-$kind" -- "\${current#"$option"}")
        ;;
      *) printf -v value %q "\${value#"$before"}"; COMPREPLY+=("$value") ;;
    esac
  done < <(plainbox __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o nosort -F _plainbox plainbox 2>/dev/null || complete -F _plainbox plainbox
`;

const ZSH = `#compdef plainbox
# Completion of plainbox for zsh. To use it: plainbox completion zsh > "\${fpath[1]}/_plainbox"
_plainbox() {
  local value description files
  local -a values
  while IFS=$'\\t' read -r value description; do
    case $value in
      :files) files='_files' ;;
      :directories) files='_files -/' ;;
      *) values+=("\${value//:/\\\\:}\${description:+:$description}") ;;
    esac
  done < <(plainbox __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( \${#values} )) && _describe -V plainbox values
  [[ -n $files ]] || return 0
  compset -P '--*='
  \${=files}
}
if [[ \${funcstack[1]} == _plainbox ]]; then _plainbox "$@"; else compdef _plainbox plainbox; fi
`;

const FISH = `# Completion of plainbox for fish. To use it: plainbox completion fish > ~/.config/fish/completions/plainbox.fish
function __plainbox_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (plainbox __complete -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':directories'
                __fish_complete_directories (commandline -ct) ''
            case '*'
                echo $line
        end
    end
end
complete -c plainbox -f -k -a '(__plainbox_complete)'
`;

/** The scripts that make a shell ask `plainbox __complete`. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
