#!/usr/bin/env bash
# Functions as objectives, validation and schedules, as they are met on the command line.
source "$(dirname "$0")/helper.bash"

cat >valley.toml <<'TOML'
[objective]
loss = "rosenbrock"
[[run]]
optimizer = "lbfgs"
[plane]
kind = "weights"
[slice]
resolution = [9, 9]
TOML
expect 0 -- "$CARTOGRAD" check valley.toml
"$CARTOGRAD" check valley.toml | grep -qx 'valley.toml: ok: Rosenbrock, 2 parameters, 1 run' || fail "check says something else"
expect 0 'L-BFGS, lr 1: converged at step ' -- "$CARTOGRAD" compute valley.toml --data --weights -o valley.npz
[ "$(npz_print valley.npz origin | tr '\n' ' ')" = "0.0 0.0 " ] || fail "a and b are not the parameters themselves"
# weight_decay belongs to the losses of networks; a start has one number per parameter.
expect 2 '"weight_decay" is not a setting of rosenbrock' -- "$CARTOGRAD" check valley.toml --set objective.weight_decay=1
expect 2 'start has 3 numbers; expected 2' -- "$CARTOGRAD" check valley.toml --set 'objective.start=[1, 2, 3]'
expect 2 'did you mean "rosenbrock"?' -- "$CARTOGRAD" check valley.toml --set objective.loss=rosenbrok
expect 2 'is no parameter; expected 1 to 2' -- "$CARTOGRAD" compute valley.toml --set plane.second=3 -o x.npz

# Validation: in both formats, with the samples that were kept apart.
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set data.samples=40 --set data.validation=0.25 --set run.schedule=cosine \
  --data -o kept.npz
for name in validation_loss validation_accuracy accuracy; do
  [ "$(npz_print kept.npz run0_$name | wc -l)" = "$(npz_print kept.npz run0_step | wc -l)" ] || fail "no run0_$name per iterate"
done
[ "$(npz_print kept.npz validation_targets | wc -l)" = 10 ] || fail "not a quarter of the samples validates"
[ "$(npz_print kept.npz targets | wc -l)" = 30 ] || fail "training has other than the rest"
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set data.samples=40 --set data.validation=0.25 -o kept.runs.csv
head -n 1 kept.runs.csv | grep -qx 'run,step,a,b,off_plane,loss,gradient_norm,accuracy,validation_loss,validation_accuracy' ||
  fail "the table of runs has other columns"
[ "$(sed -n 2p kept.runs.csv | tr -cd , | wc -c)" = 9 ] || fail "a line has another number of cells"
rm -- *
expect_refusal 'batch = 41 is more than the 40 samples' -- --set data.samples=40 --set run.batch=41
expect_refusal 'patience = 5 watches the validation loss, but there is no validation set' -- --set run.patience=5
