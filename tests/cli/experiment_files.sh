#!/usr/bin/env bash
# Experiment files and --set: what is wrong is refused with its place, what was expected, and the nearest right name.
source "$(dirname "$0")/helper.bash"

# refused_file TEXT FRAGMENT…: the file is refused by `check` and by `compute`, naming the place.
refused_file() {
  printf "$1" >"$work/bad.toml"
  shift
  expect 2 "$work/bad.toml" "$@" -- "$CARTOGRAD" check "$work/bad.toml"
  expect_refusal "$work/bad.toml" "$@" -- "$work/bad.toml"
}
refused_file 'seed = 3\n[network]\n  hiden = [4]\n' 'bad.toml:3:3: ' 'unknown key of [network] "hiden"; did you mean "hidden"?'
refused_file '[data]\nnosie = 0.1\n' 'bad.toml:2:1: ' 'did you mean "noise"?'
refused_file '[dta]\n' 'bad.toml:1:2: ' 'did you mean "data"?'
refused_file '[data]\nlr = 0.1\n' ':2:1: ' '"lr" is not a key of [data]; it belongs in [[run]]'
refused_file '[data]\nkind = "mons"\n' ':2:8: ' 'did you mean "moons"?'
refused_file '[data]\nkind = 3\n' ':2:8: ' 'kind = 3: expected one of moons, '
refused_file '[data]\nsamples = "many"\n' ':2:11: ' 'expected a whole number from 1 to 100000'
refused_file '[data]\nsamples = 0\n' ':2:11: ' 'samples = 0: expected a whole number from 1'
refused_file '[data]\nsamples = 2.5\n' 'expected a whole number'
refused_file '[data]\nnoise = nan\n' 'noise = nan: expected a number from 0 to 10'
refused_file '[[run]]\nlr = -1\n' ':2:6: ' 'lr = -1: expected a number from '
refused_file '[[run]]\nlr = inf\n' 'lr = inf: expected a number from '
refused_file '[data]\n\nkind = \n' ':3:' 'bad.toml'
refused_file '[data\n' ':1:'
refused_file 'data = 3\n' ':1:1: ' 'expected a table, [data]'
refused_file '[network]\nhidden = [16, 0]\n' ':2:10: ' 'from 1 to 4096'
refused_file '[network]\nhidden = [16, "a"]\n' 'a list of 0 to 32 whole numbers'
refused_file '[network]\nactivation = "rellu"\n' 'did you mean "relu"?'
refused_file '[slice]\nresolution = [100000, 100000]\n' 'expected a list of 2 whole numbers from 3 to 2049'
refused_file '[slice]\nrange = [1, 1, 0, 2]\n' 'slice.range = [1, 1, 0, 2] is empty; expected a_min < a_max'
refused_file '\x00\x01\x02\xff' 'bad.toml'
refused_file '[data]\nkind = "moons"\nkind = "xor"\n' ':3:'

head -c 100 "$root/assets/experiments/first.toml" >"$work/cut.toml" # in the middle of the first comment or key
printf '[network]\nhidden = [16' >"$work/cut.toml"
expect_refusal "$work/cut.toml:2:" -- "$work/cut.toml"
expect_refusal 'missing.toml: cannot be read: No such file or directory' -- missing.toml
expect_refusal "$work: is a folder; expected a file" -- "$work"
expect_refusal 'is not a regular file' -- /dev/zero
expect_refusal "$CARTOGRAD" -- "$CARTOGRAD" # a binary file

expect_refusal '"run.0.lrr=1"' 'did you mean "lr"?' -- --set run.0.lrr=1
expect_refusal '"run.5.lr=1"' 'expected run.0 to run.2' -- --set run.5.lr=1
expect_refusal '"lr=1"' 'it belongs in [[run]]' -- --set lr=1
expect_refusal '"data.kind"' 'expected KEY=VALUE' -- --set data.kind
expect_refusal '"data.samples=many"' 'expected a whole number' -- --set data.samples=many
expect_refusal 'needs data with two classes' 'cross_entropy' -- --set data.kind=digits --set objective.loss=bce

# The shipped experiments, and the empty file.
: >"$work/empty.toml"
expect 0 -- "$CARTOGRAD" check "$work/empty.toml" "$root"/assets/experiments/*.toml
for file in "$work/empty.toml" "$root"/assets/experiments/*.toml; do
  grep -qF "$file: ok: " "$work/out" || fail "check does not report $file"
done
# One bad file does not hide the others.
expect 2 bad.toml -- "$CARTOGRAD" check "$work/bad.toml" "$work/empty.toml"
grep -qF "$work/empty.toml: ok: " "$work/out" || fail "check stops at the first bad file"

# The built-in experiment takes other data and networks without more ado; its title stays with what it was given to.
for change in data.kind=digits data.kind=sine network.kind=autoencoder network.kind=linear_regression; do
  expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set run.steps=3 --set $change -o x.npz
  if grep -aq 'two valleys' x.npz; then fail "the built-in title stays with $change"; fi
done
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set run.0.steps=3 --set run.1.steps=3 --set run.0.lr=0.1 -o x.npz
grep -aq 'two valleys' x.npz || fail "the built-in title is gone"

# --seed and --set come after the file, in order.
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --seed 5 --set data.samples=50 --set data.samples=60 -o x.npz
grep -aq 'seed = 5' x.npz && grep -aq 'samples = 60' x.npz || fail "the archive does not hold the experiment as it was set"
