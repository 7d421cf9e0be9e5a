#!/usr/bin/env bash
# Exit codes 0 and 1: help, lists, and command lines that make no sense.
source "$(dirname "$0")/helper.bash"

expect 0 -- "$CARTOGRAD" --version
grep -qx 'cartograd [0-9.]*' "$work/out" || fail "--version says $(cat "$work/out")"
for verb in "" render compute check list; do
  expect 0 -- "$CARTOGRAD" $verb --help
  grep -q -- --set "$work/out" || fail "the help of \"$verb\" does not list --set"
done
topics="datasets networks activations initializers losses functions optimizers planes slice view colormaps experiments lessons formats figures play keys"
"$CARTOGRAD" list --help | tr -s ' \n' ' ' | grep -qF "$topics" || fail "the help of list does not name every topic"
for topic in $topics; do
  expect 0 -- "$CARTOGRAD" list $topic
  longest=$(wc -L <"$work/out")
  [ "$longest" -le 100 ] || fail "list $topic has a line of $longest letters"
  [ -s "$work/out" ] || fail "list $topic prints nothing"
done

expect 1 --nonsense -- "$CARTOGRAD" --nonsense
expect 1 --output -- "$CARTOGRAD" compute
expect 1 --output -- "$CARTOGRAD" render
expect 1 FILE -- "$CARTOGRAD" check
expect 1 WHAT -- "$CARTOGRAD" list
expect 1 'unknown list "dataset"; did you mean "datasets"?' -- "$CARTOGRAD" list dataset
expect 1 --threads -- "$CARTOGRAD" compute -o x.npz --threads -1
expect 1 --seed -- "$CARTOGRAD" compute -o x.npz --seed three
expect 1 --dpi -- "$CARTOGRAD" render -o x.png --dpi 1
expect 1 'FILE: At Most 1' -- "$CARTOGRAD" compute one.toml two.toml -o x.npz

for size in 0x0 15x100 100x99999 1600 axb 89mm 89mmx60 -5x5 1e3x1e3 99999999999999999999x5; do
  expect 1 "--size $size" 1600x1000 89mmx60mm -- "$CARTOGRAD" render -o x.png --size=$size
done
expect 1 'unknown format ".npy"; did you mean ".npz"?' -- "$CARTOGRAD" compute -o x.npy
expect 1 'unknown format ""' .csv -- "$CARTOGRAD" compute -o x
expect 1 'unknown format ".jpg"' .png -- "$CARTOGRAD" render -o x.jpg
nothing_written
