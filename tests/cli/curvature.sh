#!/usr/bin/env bash
# The Hessian along the runs, and its eigenvalues at their ends, as numbers.
source "$(dirname "$0")/helper.bash"

print() { npz_print x.npz "$1" | tr '\n' ' '; }
has() {
  python3 -c 'import sys, zipfile; sys.exit(sys.argv[1] + ".npy" not in zipfile.ZipFile("x.npz").namelist())' "$1"
}

# A quadratic is curved alike everywhere: 1, 10 and 100.
ravine=(--set objective.loss=ravine --set objective.dimension=3 --set plane.kind=weights --set run.0.optimizer=gd
  --set run.0.lr=0.01 --set run.0.steps=2 --set 'slice.resolution=[9, 9]')
expect 0 -- "$CARTOGRAD" compute "${ravine[@]}" --curvature --spectrum -o x.npz
[ "$(print run0_curvature_step)" = "0 1 2 " ] || fail "steps $(print run0_curvature_step)"
[ "$(print run0_sharpness)" = "100.0 100.0 100.0 " ] || fail "sharpness $(print run0_sharpness)"
[ "$(print run0_lowest_eigenvalue)" = "1.0 1.0 1.0 " ] || fail "lowest $(print run0_lowest_eigenvalue)"
[ "$(print run0_trace)" = "111.0 111.0 111.0 " ] || fail "trace $(print run0_trace)"
[ "$(print run0_index)" = "0 0 0 " ] || fail "index $(print run0_index)"
[ "$(print run0_eigenvalues)" = "1.0 10.0 100.0 " ] || fail "eigenvalues $(print run0_eigenvalues)"
if has run0_spectrum_nodes; then fail "a density where all eigenvalues are known"; fi

# Of a larger network the index is not known, and its eigenvalues are a density of weight 1.
# One thread or three, all is the same.
larger=(--set 'network.hidden=[24, 18]' --set data.samples=30 --set run.steps=2 --set 'slice.resolution=[9, 9]')
for threads in 1 3; do
  expect 0 -- "$CARTOGRAD" compute "${larger[@]}" --curvature --spectrum --threads $threads -o x$threads.npz
done
same_bytes x1.npz x3.npz
mv x3.npz x.npz
[ "$(print run0_index)" = "-1 -1 -1 " ] || fail "index $(print run0_index)"
npz_print x.npz run0_spectrum_weights | python3 -c 'import sys; assert abs(sum(map(float, sys.stdin)) - 1) < 1e-9' ||
  fail "the weights do not add up to 1"
if has run0_eigenvalues; then fail "eigenvalues that were not computed"; fi

# Neither is there unless asked for.
expect 0 -- "$CARTOGRAD" compute "${ravine[@]}" -o x.npz
if has run0_sharpness || has run0_eigenvalues; then fail "curvature that nobody asked for"; fi
