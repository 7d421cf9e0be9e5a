#!/usr/bin/env bash
# Restarts: written as tables, kept when they are interrupted, and shared between processes.
source "$(dirname "$0")/helper.bash"

cat >x.toml <<'END'
[data]
kind = "xor"
[network]
hidden = [3]
[objective]
loss = "bce"
[[run]]
optimizer = "adam"
lr = 0.05
batch = "all"
steps = 300
[slice]
resolution = [9, 7]
[restarts]
count = 40
vary = ["seed", "network.init"]
values = ["glorot", "he"]
END
"$CARTOGRAD" compute x.toml -o one.npz --quiet
"$CARTOGRAD" compute x.toml -o x.restarts.csv --quiet
[ "$(wc -l <x.restarts.csv)" -eq 81 ] || fail "expected a line for each restart, and one above"
[[ $(<x.restarts.csv) == group,seed,loss,* ]] || fail "no heading"
"$CARTOGRAD" compute x.toml -o - --quiet --threads 1 >thread.npz
cmp one.npz thread.npz || fail "one thread gives other bits"

# Interrupted, and gone on with.
"$CARTOGRAD" compute x.toml -o long.npz --set restarts.count=10000 --set run.0.steps=2000 --quiet 2>err &
pid=$!
for _ in {1..100}; do [ -e long.npz.restarts.0 ] && break || sleep 0.1; done
kill -INT $pid
code=0
wait $pid || code=$?
[ $code -eq 5 ] || fail "exit code $code after an interrupt, expected 5"
grep -q 'restarts are kept in long.npz.restarts.0' err || fail "does not say where the restarts are kept"
[ ! -e long.npz ] || fail "wrote a file"
# Only those of the same experiment count.
cp long.npz.restarts.0 one.npz.restarts.0
"$CARTOGRAD" compute x.toml -o one.npz --quiet
cmp one.npz thread.npz || fail "took what belongs to another experiment"
[ ! -e one.npz.restarts.0 ] || fail "left what it had kept"

refused() { # refused WHAT KEY=VALUE…
  local what=$1
  shift
  local settings=()
  for each in "$@"; do settings+=(--set "$each"); done
  code=0
  "$CARTOGRAD" compute x.toml -o no.npz "${settings[@]}" 2>err || code=$?
  [ $code -eq 2 ] && grep -qF "$what" err || fail "expected a refusal that says: $what"
  [ ! -e no.npz ] || fail "wrote a file"
}
refused 'did you mean "init"' restarts.vary=network.inti
refused 'did you mean "he"' restarts.values=hee

# The same bits from several processes.
if command -v mpirun >/dev/null && [[ $(ldd "$CARTOGRAD") == *libmpi* ]]; then
  for count in 2 3; do
    OMPI_MCA_plm_rsh_agent= OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
      mpirun --oversubscribe -n $count "$CARTOGRAD" compute x.toml -o shared.npz --quiet || fail "mpirun -n $count"
    cmp shared.npz thread.npz || fail "$count processes give other bits"
  done
fi
