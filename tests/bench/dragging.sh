#!/usr/bin/env bash
# How many pictures a second a program shows while the mouse drags over its window of 1280 × 720, as a JSON object, by
# the count of Mesa's own drivers. Exit code 77 if something is missing (xvfb, xdotool, the program).
#   dragging.sh WINDOW_NAME PROGRAM ARGUMENTS…
set -euo pipefail
name=$1
shift
for program in Xvfb xdotool "$1"; do command -v "$program" >/dev/null || exit 77; done
export DISPLAY=:83
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
Xvfb "$DISPLAY" -screen 0 1280x720x24 >/dev/null 2>&1 &
sleep 1
GALLIUM_HUD=fps GALLIUM_HUD_PERIOD=0.2 GALLIUM_HUD_VISIBLE=false GALLIUM_HUD_DUMP_DIR=$folder "$@" >/dev/null 2>&1 &
sleep 9 # until everything is computed
xdotool mousemove 500 300 mousedown 1
for i in $(seq 1 300); do
  xdotool mousemove $((500 + (i * 7) % 300)) $((300 + (i * 3) % 60))
  sleep 0.02
done
xdotool mouseup 1
# A program that is killed leaves nothing behind: it is asked to close.
xdotool search --onlyvisible --name "$name" windowclose >/dev/null 2>&1 || true
sleep 1
sort -n "$folder/fps" | awk '{ rate[NR] = $1 } END { printf "{\"pictures_per_second\": %.1f}\n", rate[int((NR + 1) / 2)] }'
