#!/usr/bin/env bash
# Lessons: checked, listed, drawn step by step, and as a hand-out.
source "$(dirname "$0")/helper.bash"

"$CARTOGRAD" check "$root"/assets/lessons/*.toml >out || fail "an embedded lesson is refused"
[ "$(wc -l <out)" -ge 20 ] || fail "expected twenty lessons"
"$CARTOGRAD" list lessons >out
[[ $(<out) == *00_tour.toml* ]] || fail "list lessons does not name the tour"

cat >mine.toml <<'END'
title = "Mine"
source = "Me 2026"
try = "Something else."
[[step]]
experiment = """
[objective]
loss = "himmelblau"
[plane]
kind = "weights"
[[run]]
steps = 5
[slice]
resolution = [9, 9]
"""
caption = "First."
[[step]]
set = ["run.0.lr=0.02"]
caption = "Second."
END
"$CARTOGRAD" check mine.toml >/dev/null
"$CARTOGRAD" compute mine.toml --step 2 -o two.npz --quiet
"$CARTOGRAD" compute mine.toml -o one.npz --quiet
if cmp -s one.npz two.npz; then fail "both steps give the same"; fi
expect 2 "there is no step 3; expected 1 to 2" -- "$CARTOGRAD" compute mine.toml --step 3 -o no.npz
sed 's/caption = "Second."/captoin = "Second."/' mine.toml >wrong.toml
expect 2 'wrong.toml:18' 'did you mean "caption"' -- "$CARTOGRAD" check wrong.toml
code=0
"$CARTOGRAD" render mine.toml -o mine.pdf --quiet 2>err || code=$?
if [ $code -eq 0 ]; then
  [[ $(head -c 5 mine.pdf) == %PDF- ]] || fail "no PDF"
else
  [[ $(<err) == *cairo* || $code -eq 3 ]] || fail "exit code $code of a hand-out"
fi
