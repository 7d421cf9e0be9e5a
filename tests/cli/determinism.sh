#!/usr/bin/env bash
# The same experiment gives the same bytes: again, for any number of threads, and from the text stored in the result.
source "$(dirname "$0")/helper.bash"

for case in "--set data.kind=moons" "--set data.kind=digits --set data.samples=200 --set objective.loss=auto --set network.activation=gelu"; do
  compute=("$CARTOGRAD" compute --quiet --weights --data --set 'slice.resolution=[17, 33]'
    --set run.1.optimizer=adam --set run.steps=100 $case)
  expect 0 -- "${compute[@]}" --threads 1 -o one.npz
  for threads in 1 2 4 7; do
    expect 0 -- "${compute[@]}" --threads $threads -o again.npz
    same_bytes one.npz again.npz
  done
  expect 0 -- "${compute[@]}" --seed 99 -o other.npz
  if cmp -s one.npz other.npz; then fail "another seed gives the same bytes"; fi

  python3 -c 'import sys, zipfile; member = zipfile.ZipFile("one.npz").read("experiment.npy")
sys.stdout.buffer.write(member[10 + int.from_bytes(member[8:10], "little"):])' >stored.toml
  expect 0 -- "$CARTOGRAD" compute stored.toml --quiet --weights --data -o again.npz
  same_bytes one.npz again.npz
done

# Numbers are written for programs, whatever the user's language.
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o c.csv
for locale in $(locale -a 2>/dev/null | grep -iE '^(de|fr)_' || true); do
  expect 0 -- env LC_ALL="$locale" "$CARTOGRAD" compute "${small[@]}" -o local.csv
  same_bytes c.csv local.csv
done
