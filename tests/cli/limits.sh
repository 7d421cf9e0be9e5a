#!/usr/bin/env bash
# Numbers that go too far: work that would not fit is refused before memory is touched; divergence is said and kept.
source "$(dirname "$0")/helper.bash"

# Two gigabytes of address space are far more than a refusal needs. (The sanitizers reserve terabytes: no limit there.)
if [[ $(ldd "$CARTOGRAD") != *lib[at]san* ]]; then ulimit -v 2000000; fi
expect_refusal 'resolution = [ 100000, 100000 ]: expected' 'from 3 to 2049' -- --set 'slice.resolution=[100000, 100000]'
expect_refusal 'hidden = [ 0 ]' 'from 1 to 4096' -- --set 'network.hidden=[0]'
expect_refusal 'hidden = [ 1000000 ]' 'from 1 to 4096' -- --set 'network.hidden=[1000000]'
wide=$(printf '4096,%.0s' {1..32})
expect_refusal 'the network has more than 268435456 parameters' -- --set "network.hidden=[${wide%,}]"
almost=$(printf '4096,%.0s' {1..15})
expect_refusal 'GB, more than half of this machine' -- --set "network.hidden=[${almost%,}]"
expect_refusal 'recording 100000054 iterates' 'GB, more than half of this machine' 'see "record"' -- \
  --set run.0.steps=100000000 --set run.0.record=1
expect_refusal 'one pass of all samples would take' -- --set data.samples=100000 --set "network.hidden=[${almost%,}]" --set run.record=50
ulimit -v unlimited 2>/dev/null || true

# A learning rate that is too large: said, and what there is until then is written.
expect 0 'diverged at step ' -- "$CARTOGRAD" compute "${small[@]}" --set data.kind=sine \
  --set objective.loss=mse --set network.activation=relu --set run.lr=1000 -o diverged.npz
[ "$(npz_print diverged.npz run0_step | sed -n 1p)" = 0 ] || fail "a diverged run does not keep its first iterate"
npz_print diverged.npz run0_loss >"$work/losses"
if grep -qvE '^[0-9]' "$work/losses"; then fail "an iterate with a loss that is not finite was recorded"; fi
# Even if the start is all there is. 1e6 times 1e6 per layer overflows in the square of the error.
expect 0 'diverged at step 1' -- "$CARTOGRAD" compute "${small[@]}" --set data.kind=sine --set objective.loss=mse \
  --set network.activation=relu --set run.lr=1e6 --set network.init_scale=100 \
  --set 'network.hidden=[64, 64, 64, 64, 64, 64, 64, 64]' -o diverged.csv
# No finite loss anywhere: nothing to draw, and the message says so.
overflow=(--set data.kind=sine --set objective.loss=mse --set network.init_scale=100 --set network.activation=relu
  --set "network.hidden=[$(printf '64,%.0s' {1..31})64]" --set network.init=constant --set data.noise=0)
rm diverged.*
expect_refusal 'no iterate has a finite loss, not even the start' 'network.init_scale' -- "${overflow[@]}"

# Losses that are not finite stay what they are, in both formats.
far=(--set data.kind=sine --set objective.loss=mse --set 'slice.range=[-1e6, 1e6, -1e6, 1e6]' --set network.activation=relu
  --set "network.hidden=[$(printf '8,%.0s' {1..28})8]" --set plane.kind=random)
expect 0 -- "$CARTOGRAD" compute "${small[@]}" "${far[@]}" -o far.npz
npz_print far.npz loss >"$work/losses"
grep -qxE 'inf|nan' "$work/losses" || fail "no loss overflows: the test tests nothing"
grep -qE '^[0-9]' "$work/losses" || fail "no loss is finite"
expect 0 -- "$CARTOGRAD" compute "${small[@]}" "${far[@]}" -o far.csv
grep -qE ',(inf|nan)$' far.csv || fail "the table hides losses that are not finite"
