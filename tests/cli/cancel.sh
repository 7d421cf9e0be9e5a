#!/usr/bin/env bash
# Ctrl+C and SIGTERM: exit code 5 within a second, and no file.
source "$(dirname "$0")/helper.bash"

# interrupted SIGNAL SECONDS ARGUMENTS…: starts it, interrupts it, and checks how it ended.
interrupted() {
  local signal=$1 after=$2 code=0 pid begin took
  shift 2
  "$CARTOGRAD" "$@" >"$work/out" 2>"$work/err" </dev/null &
  pid=$!
  sleep "$after"
  kill -0 $pid 2>/dev/null || fail "ended before it could be interrupted: $*"
  begin=$(date +%s%N)
  kill -s "$signal" $pid
  for _ in {1..50}; do kill -0 $pid 2>/dev/null && sleep 0.05 || break; done
  if kill -9 $pid 2>/dev/null; then fail "goes on after SIG$signal: $*"; fi
  wait $pid || code=$?
  took=$((($(date +%s%N) - begin) / 1000000))
  [ $code -eq 5 ] || fail "exit code $code after SIG$signal, expected 5: $*"
  [ $took -lt 1000 ] || fail "took $took ms to end after SIG$signal: $*"
  grep -qF 'cancelled, nothing was written' "$work/err" || fail "does not say that it was cancelled: $*"
  nothing_written
}

training=(--set run.0.steps=100000000 --set run.0.record=1000000)
sampling=(--set data.kind=digits --set objective.loss=auto --set 'slice.resolution=[2049, 2049]' --set run.steps=10)
interrupted INT 0.5 compute "${training[@]}" -o x.npz
interrupted TERM 0.5 compute "${training[@]}" --threads 4 -o x.npz
interrupted INT 1 compute "${sampling[@]}" -o x.npz
interrupted INT 1 compute "${sampling[@]}" --threads 1 -o x.csv
interrupted INT 1 render "${sampling[@]}" -o x.png
