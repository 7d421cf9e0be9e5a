# Sourced by every script here. CTest gives the program as $CARTOGRAD; each script works in an empty folder of its own.
set -euo pipefail # so no `| grep -q` and no `| head`: they end the pipe early, and the writer's SIGPIPE fails it at times
: "${CARTOGRAD:?names the program to test}"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cartograd-cli.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/room" # where the program runs; what it leaves behind shows, hidden files too
cd "$work/room"

# The leak checker would report what graphics drivers keep; other tests look for our own leaks.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
unset DISPLAY WAYLAND_DISPLAY CARTOGRAD_KERNEL MESA_GL_VERSION_OVERRIDE LIBGL_DRIVERS_PATH

# A computation of a moment: expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o x.npz
small=(--set 'slice.resolution=[9, 9]' --set run.steps=50)

fail() {
  echo "FAILED: $*" >&2
  [ ! -s "$work/err" ] || sed 's/^/  stderr: /' "$work/err" >&2
  exit 1
}

# expect CODE [FRAGMENT…] -- COMMAND…: runs it, and fails unless it ends with CODE and says every fragment on standard error.
# Standard output is left in $work/out, standard error in $work/err.
expect() {
  local wanted=$1 code=0 fragment
  local -a fragments=()
  shift
  while [ "$1" != -- ]; do
    fragments+=("$1")
    shift
  done
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ $code -lt 128 ] || fail "ended by signal $((code - 128)): $*"
  [ $code -eq "$wanted" ] || fail "exit code $code, expected $wanted: $*"
  for fragment in "${fragments[@]}"; do
    grep -qF -- "$fragment" "$work/err" || fail "does not say \"$fragment\": $*"
  done
}

# Fails if the program left any file in its folder, whole, partial or temporary.
nothing_written() {
  [ -z "$(ls -A)" ] || fail "left behind: $(ls -A | tr '\n' ' ')"
}

# expect_refusal FRAGMENT… -- ARGUMENTS…: a small computation with these arguments is refused as input and writes nothing.
expect_refusal() {
  local -a fragments=()
  while [ "$1" != -- ]; do
    fragments+=("$1")
    shift
  done
  shift
  expect 2 "${fragments[@]}" -- "$CARTOGRAD" compute "${small[@]}" -o out.npz "$@"
  nothing_written
}

same_bytes() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }

# png_number FILE OFFSET: the big-endian 32-bit number there.
png_number() {
  local -a bytes
  read -ra bytes < <(od -An -tu1 -j "$2" -N 4 "$1")
  echo $(((bytes[0] << 24) + (bytes[1] << 16) + (bytes[2] << 8) + bytes[3]))
}

# npz_print FILE ARRAY: its numbers, one per line. The archives are stored uncompressed, so no NumPy is needed.
npz_print() {
  python3 - "$1" "$2" <<'PYTHON'
import array, sys, zipfile
member = zipfile.ZipFile(sys.argv[1]).read(sys.argv[2] + ".npy")
start = 10 + int.from_bytes(member[8:10], "little")
kind = "d" if b"<f8" in member[:start] else "q"
print(*array.array(kind, member[start:]), sep="\n")
PYTHON
}
