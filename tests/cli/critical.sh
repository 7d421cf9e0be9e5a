#!/usr/bin/env bash
# Searches for critical points from the command line: what they find as numbers, and what is refused.
source "$(dirname "$0")/helper.bash"

print() { npz_print x.npz "$1" | tr '\n' ' '; }
names() { python3 -c 'import sys, zipfile; print(*sorted(zipfile.ZipFile("x.npz").namelist()))'; }
text() { # text ARRAY: its lines
  python3 - "$1" <<'PYTHON'
import sys, zipfile
member = zipfile.ZipFile("x.npz").read(sys.argv[1] + ".npy")
print(member[10 + int.from_bytes(member[8:10], "little"):].decode(), end="")
PYTHON
}

# Four minima, four saddles and a maximum.
himmelblau=(--set objective.loss=himmelblau --set plane.kind=weights --set run.0.optimizer=gd --set run.0.lr=0.001
  --set run.0.steps=5 --set 'slice.resolution=[9, 9]' --set critical.searches=150 --set critical.from=slice)
for threads in 1 3; do
  expect 0 -- "$CARTOGRAD" compute "${himmelblau[@]}" --weights --threads $threads -o x$threads.npz
done
same_bytes x1.npz x3.npz
mv x3.npz x.npz
[ "$(npz_print x.npz critical_index | sort | uniq -c | tr -s ' \n' ' ')" = " 4 0 4 1 1 2 " ] || fail "index $(print critical_index)"
[ "$(print critical_degenerate)" = "0 0 0 0 0 0 0 0 0 " ] || fail "degenerate $(print critical_degenerate)"
[ "$(text critical_kind | sort | uniq -c | tr -s ' \n' ' ')" = " 1 maximum 4 minimum 4 saddle of index 1 " ] ||
  fail "kinds $(text critical_kind)"
for array in loss gradient_norm flatness hits a b off_plane; do
  [ "$(print critical_$array | wc -w)" = 9 ] || fail "critical_$array: $(print critical_$array)"
done
[ "$(print critical_eigenvalues | wc -w)" = 18 ] || fail "eigenvalues $(print critical_eigenvalues)"
# On the plane of both weights a point lies where its parameters say.
python3 - <(npz_print x.npz critical_parameters) <(npz_print x.npz critical_a) <(npz_print x.npz critical_b) <<'PYTHON' ||
import sys
parameters, a, b = ([float(line) for line in open(name)] for name in sys.argv[1:])
assert len(parameters) == 18
places = [x for pair in zip(a, b) for x in pair]
assert len({round(x - y, 6) for x, y in list(zip(parameters, places))[::2]}) == 1
PYTHON
  fail "points are not where their parameters say"
total=$(($(npz_print x.npz critical_hits | paste -sd+) + 0))
rejected=0
case " $(names) " in *" rejected_loss.npy "*) rejected=$(text rejected_end | wc -l) ;; esac
[ $((total + rejected)) = 150 ] || fail "$total searches found a point and $rejected none"

# As a table, one line per point.
expect 0 -- "$CARTOGRAD" compute "${himmelblau[@]}" -o x.critical.csv
[ "$(wc -l <x.critical.csv)" = 10 ] || fail "$(cat x.critical.csv)"
grep -q '^"maximum",181.6' x.critical.csv || fail "$(cat x.critical.csv)"

# A function without a critical point: searches end, and all of them are told apart.
expect 0 -- "$CARTOGRAD" compute "${himmelblau[@]}" --set objective.loss=gradient_flat_trap --set critical.searches=20 -o x.npz
case " $(names) " in *" critical_loss.npy "*) fail "a point where there is none" ;; esac
[ "$(print rejected_loss | wc -w)" = 20 ] && [ "$(text rejected_end | wc -l)" = 20 ] || fail "ends $(text rejected_end)"

# Other sizes.
expect 0 -- "$CARTOGRAD" compute "${himmelblau[@]}" --set objective.loss=spin_glass --set critical.from=random \
  --set critical.searches=40 --set 'critical.sizes=[2, 4]' -o x.npz
[ "$(print critical_size_parameters)" = "2 4 " ] || fail "sizes $(print critical_size_parameters)"
[ "$(print critical_size_minima | wc -w)" = 2 ] && [ "$(print critical_size_points | wc -w)" = 2 ] || fail "sizes"

# Not there unless asked for; the table has its head only.
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o x.npz
case " $(names) " in *critical* | *rejected*) fail "searches that nobody asked for: $(names)" ;; esac
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o x.critical.csv
[ "$(wc -l <x.critical.csv)" = 1 ] || fail "$(cat x.critical.csv)"
rm -f -- *

expect_refusal 'method' 'did you mean "newton"?' -- --set critical.method=newtn
expect_refusal 'from' 'did you mean "runs"?' -- --set critical.from=run
expect_refusal 'searches' 'expected a whole number from 0 to 100000' -- --set critical.searches=-1
expect_refusal 'noise' 'expected a number from 0 to 100' -- --set critical.noise=nan
expect_refusal 'did you mean "tolerance"?' -- --set critical.tolerence=1
expect_refusal 'critical.sizes needs a network with hidden units or a function with a dimension' -- \
  --set objective.loss=himmelblau --set plane.kind=weights --set critical.searches=1 --set 'critical.sizes=[3]'
