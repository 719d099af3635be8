#!/usr/bin/env bash
# Records a command on a terminal of 100 columns as an animated picture:
#   scripts/record-terminal.sh start npm start    → docs/recordings/start.svg
# Needs asciinema (a package of most distributions).
set -eu
cd "$(dirname "$0")/.."
name=$1
shift
cast=$(mktemp --suffix=.cast)
trap 'rm -f "$cast"' EXIT
TERM=xterm-256color asciinema rec --quiet --overwrite --cols 100 --rows "${ROWS:-32}" --idle-time-limit 1 --command "$*" "$cast"
npx --yes svg-term-cli@2.1.1 --in "$cast" --out "docs/recordings/$name.svg" --window --no-cursor
