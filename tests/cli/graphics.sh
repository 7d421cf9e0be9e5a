#!/usr/bin/env bash
# Figures without a display: exact sizes, the same bytes each time; and exit code 3 where there is no display or no OpenGL.
source "$(dirname "$0")/helper.bash"
export LIBGL_ALWAYS_SOFTWARE=1 # the same driver everywhere

expect 3 display 'cartograd render' -- "$CARTOGRAD"
expect 3 display -- env DISPLAY=:64999 "$CARTOGRAD"
endless=(--set run.0.steps=100000000 --set run.0.record=1000000) # refused before the computation
expect 3 'OpenGL 3.3' 'found ' 2.1 -- env MESA_GL_VERSION_OVERRIDE=2.1 "$CARTOGRAD" render "${endless[@]}" -o x.png
no_driver=(env LIBGL_DRIVERS_PATH=/none __EGL_VENDOR_LIBRARY_DIRS=/none)
expect 3 'libgl1-mesa-dri' -- "${no_driver[@]}" "$CARTOGRAD" render "${endless[@]}" -o x.png
nothing_written
expect 0 -- "${no_driver[@]}" "$CARTOGRAD" compute "${small[@]}" -o x.npz
expect 0 -- "${no_driver[@]}" "$CARTOGRAD" check "$root/assets/experiments/first.toml"

# drawn WIDTH HEIGHT ARGUMENTS…: the picture has exactly this many pixels.
drawn() {
  local width=$1 height=$2
  shift 2
  expect 0 -- "$CARTOGRAD" render "${small[@]}" "$@" -o x.png
  [ "$(head -c 8 x.png | od -An -tx1)" = ' 89 50 4e 47 0d 0a 1a 0a' ] || fail "no PNG: $*"
  [ "$(png_number x.png 16)x$(png_number x.png 20)" = "${width}x$height" ] ||
    fail "$(png_number x.png 16)x$(png_number x.png 20) pixels, expected ${width}x$height: $*"
}
# density PIXELS_PER_METRE: what the picture's pHYs chunk says, in both directions and in metres.
density() {
  local at
  at=$(grep -obaF pHYs x.png | sed -n 1p | cut -d: -f1)
  [ "$(png_number x.png $((at + 4))) $(png_number x.png $((at + 8)))" = "$1 $1" ] || fail "pHYs does not say $1 per metre"
}
drawn 16 16 --size 16x16
drawn 333 207 --size 333x207
if grep -qaF pHYs x.png; then fail "a size in pixels claims a density"; fi
drawn 333 207 --size 333x207 --dpi 144
density 5669
drawn 1051 709 --size 89mmx60mm # one column of a journal: 89 / 25.4 · 300
density 11811
drawn 526 354 --size 89mmx60mm --dpi 150
density 5906
cp x.png first.png
drawn 526 354 --size 89mmx60mm --dpi 150
same_bytes first.png x.png
drawn 526 354 --size 89mmx60mm --dpi 150 --threads 4
same_bytes first.png x.png
drawn 320 200 --size 320x200 --transparent
[ "$(od -An -tu1 -j 25 -N 1 x.png)" -eq 6 ] || fail "--transparent gives a picture without alpha"
expect 0 -- "$CARTOGRAD" render "${small[@]}" --size 320x200 --transparent -o -
same_bytes "$work/out" x.png

# Every colour map and height scale draws, and a surface full of holes does, too.
for map in $("$CARTOGRAD" list colormaps); do drawn 64 48 --size 64x48 --set view.colormap=$map; done
for height in linear log; do drawn 64 48 --size 64x48 --set view.height=$height; done
far=(--set data.kind=sine --set objective.loss=mse --set 'slice.range=[-1e6, 1e6, -1e6, 1e6]' --set network.activation=relu
  --set "network.hidden=[$(printf '8,%.0s' {1..28})8]" --set plane.kind=random)
for height in linear log; do drawn 64 48 --size 64x48 "${far[@]}" --set view.height=$height; done
drawn 64 48 --size 64x48 --set data.kind=sine --set objective.loss=mse --set network.activation=relu --set run.lr=1e6
drawn 64 48 --size 64x48 --set run.steps=1 --set network.init=zero # hardly a path
