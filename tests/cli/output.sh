#!/usr/bin/env bash
# Output that fails: exit code 4, the system's reason, and never a partial file; the old file stays.
source "$(dirname "$0")/helper.bash"

# Refused before the computation: a long one must not end in nothing.
endless=(--set run.0.steps=100000000 --set run.0.record=1000000)
for verb in "compute .npz" "compute .csv" "render .png"; do
  read -r verb extension <<<"$verb"
  expect 4 "cannot write none/x$extension: No such file or directory" -- "$CARTOGRAD" $verb "${endless[@]}" -o none/x$extension
  : >file
  expect 4 "cannot write file/x$extension: Not a directory" -- "$CARTOGRAD" $verb "${endless[@]}" -o file/x$extension
  rm file
  mkdir folder$extension
  expect 4 "cannot write folder$extension: Is a directory" -- "$CARTOGRAD" $verb "${endless[@]}" -o folder$extension
  rmdir folder$extension
done
nothing_written

# A folder and a file without the right to write, for a user that is not root.
if [ "$(id -u)" -ne 0 ]; then
  as_user=(env)
elif command -v setpriv >/dev/null; then
  chmod 755 "$work"
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
if [ -n "${as_user:-}" ] && "${as_user[@]}" "$CARTOGRAD" --version >/dev/null 2>&1; then
  mkdir closed
  chmod 555 closed
  expect 4 'cannot write closed/x.npz: Permission denied' -- "${as_user[@]}" "$CARTOGRAD" compute "${endless[@]}" -o closed/x.npz
  mkdir open
  echo old >open/x.npz
  chmod 777 open
  chmod 444 open/x.npz
  expect 4 'cannot write open/x.npz: Permission denied' -- "${as_user[@]}" "$CARTOGRAD" compute "${endless[@]}" -o open/x.npz
  [ "$(cat open/x.npz)" = old ] || fail "a write-protected file was replaced"
  rm -rf closed open
else
  echo "as root, and no setpriv that can start the program: folders without the right to write are not tested"
fi

# A full disk: the device that is always full, and a file system of 16 kB with an old file on it.
full() { "$@" >/dev/full; }
expect 4 'cannot write -: No space left on device' -- full "$CARTOGRAD" compute "${small[@]}" -o -
expect 4 'cannot write -: No space left on device' -- full "$CARTOGRAD" render "${small[@]}" --size 64x64 -o -
ln -s /dev/full full.npz
expect 4 'cannot write full.npz: No space left on device' -- "$CARTOGRAD" compute "${small[@]}" -o full.npz
[ -L full.npz ] && [ -c /dev/full ] || fail "the device behind a link was replaced"
rm full.npz
if mkdir disk && mount -t tmpfs -o size=16k none disk 2>/dev/null; then
  trap 'umount "$work/room/disk"; rm -rf "$work"' EXIT
  echo old >disk/x.npz
  expect 4 'cannot write disk/x.npz: ' 'No space left on device' -- "$CARTOGRAD" compute "${small[@]}" --weights -o disk/x.npz
  expect 4 'cannot write disk/x.png: ' 'No space left on device' -- "$CARTOGRAD" render "${small[@]}" --size 600x400 -o disk/x.png
  [ "$(ls -A disk)" = x.npz ] && [ "$(cat disk/x.npz)" = old ] || fail "a full disk lost or left files: $(ls -A disk)"
else
  echo "no right to mount: a full file system is not tested"
fi

# A limit on file sizes, and a reader that has gone.
limited() (
  ulimit -f 4
  "$@"
)
mkdir small && cd small
expect 4 'cannot write x.npz: ' 'File too large' -- limited "$CARTOGRAD" compute "${small[@]}" --weights -o x.npz
nothing_written
gone() {
  local codes
  "$@" | true
  codes=("${PIPESTATUS[@]}")
  return "${codes[0]}"
}
expect 4 'cannot write -: Broken pipe' -- gone "$CARTOGRAD" compute "${small[@]}" --weights -o -
nothing_written

# What does work: standard output, a link, an existing file with its mode, strange names.
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o ./x.npz
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o -
same_bytes "$work/out" x.npz
chmod 640 x.npz
ln -s x.npz link.npz
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --seed 2 -o link.npz
[ -L link.npz ] || fail "a link was replaced by a file"
[ "$(stat -c %a x.npz)" = 640 ] || fail "the mode of the old file was lost"
if cmp -s "$work/out" x.npz; then fail "the file behind the link was not replaced"; fi
strange=$' a\n[b] ü \xff;$(c).npz'
expect 0 -- "$CARTOGRAD" compute "${small[@]}" -o "$strange"
[ -s "$strange" ] || fail "a file with a strange name was not written"
