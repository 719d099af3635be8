#!/usr/bin/env bash
# A new user's day with plainbox, as it is recorded for the README:
#   ROWS=36 scripts/record-terminal.sh day scripts/record-day.sh → docs/recordings/day.svg
# Needs a build (npm run build).
# Plays in a home of its own, since the picture shows where sessions lie; needs the right to make it.
set -u
main="$(cd "$(dirname "$0")/.." && pwd)/packages/cli/dist/main.js"
home=${RECORDING_HOME:-/home/ada}
mkdir "$home" || exit 1
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/.local/bin"
ln -s "$main" "$home/.local/bin/plainbox"
chmod +x "$main"
unset XDG_STATE_HOME XDG_CONFIG_HOME PLAINBOX_SESSION_REPOSITORY
export HOME="$home" PATH="$home/.local/bin:$PATH"
cd "$home"

prompt() {
  printf '\033[32m$\033[0m %s\n' "$1"
  sleep 1
}
say() {
  prompt "$1"
  eval "$1"
  sleep 2
}

cat > checks.pxu <<'JOBS'
id: disk/space
plugin: shell
command: df -h / | tail -1; sleep 0.8

id: disk/write
plugin: shell
command: touch writing; sleep 3; echo written

id: net/lookup
plugin: shell
command: echo 'no name server answers' >&2; exit 1

id: net/fetch
plugin: shell
command: true
depends: net/lookup
JOBS

say 'head -7 checks.pxu'
prompt 'plainbox run checks.pxu &'
plainbox run checks.pxu &
until test -e writing; do sleep 0.1; done
sleep 1
# Typed only once it is dead: a run that lives redraws the line that is typed in.
kill -9 $!
{ wait $!; } 2> /dev/null
prompt 'kill -9 $!'
say 'plainbox resume'
say 'plainbox show'
say 'plainbox logs latest net/lookup'
say 'plainbox export -f junit -o results.xml; head -c 90 results.xml; echo'
say 'plainbox gc --keep 0 --yes'
