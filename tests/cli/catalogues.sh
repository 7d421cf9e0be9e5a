#!/usr/bin/env bash
# Every row of every catalogue runs, by the names that `list` prints.
source "$(dirname "$0")/helper.bash"

# names TOPIC: the first word of each line that is not indented, without the heading of the common settings.
names() { "$CARTOGRAD" list "$1" | grep -E '^[a-z]' | grep -v '^every ' | cut -d' ' -f1; }

# runs TOPIC KEY [ARGUMENTS…]: each name of the topic as the value of the key gives an archive full of finite losses.
runs() {
  local topic=$1 key=$2 name count=0
  local -a file
  shift 2
  for name in $(names "$topic"); do
    [ "$key=$name" != data.kind=csv ] || continue # needs a file: data_files.sh
    file=()
    [ "$key=$name" != plane.kind=custom ] || file=(--set plane.file=directions.csv)
    [ "$key=$name" != plane.kind=sphere ] || file=(--set objective.loss=spin_glass)
    expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set run.steps=10 "$@" --set "$key=$name" "${file[@]}" -o "x.npz"
    npz_print x.npz loss >"$work/losses"
    [ "$(wc -l <"$work/losses")" -eq 81 ] || fail "$key=$name: no 9 x 9 losses"
    if grep -qE 'inf|nan' "$work/losses"; then fail "$key=$name: a loss is not finite"; fi
    count=$((count + 1))
  done
  [ $count -ge 1 ] || fail "list $topic names nothing"
}
runs datasets data.kind --set objective.loss=auto
runs networks network.kind --set data.kind=digits --set data.pixels=4 --set data.samples=60 --set objective.loss=auto
runs activations network.activation
runs activations network.output --set objective.loss=mse
runs initializers network.init
runs losses objective.loss
runs functions objective.loss --set run.lr=1e-4
runs optimizers run.0.optimizer
{
  echo u,v
  for i in {1..337}; do echo "1,$((i % 2))"; done
} >directions.csv
runs planes plane.kind
