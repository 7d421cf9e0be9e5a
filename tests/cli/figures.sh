#!/usr/bin/env bash
# Every format of figures from the command line; figures that are opened again; several results on one page.
source "$(dirname "$0")/helper.bash"
export LIBGL_ALWAYS_SOFTWARE=1

render() { expect 0 -- "$CARTOGRAD" render "${small[@]}" --quiet "$@"; }

# The same bytes every time, in every format; SVG and PDF hold their text.
for format in png svg pdf glb ply obj stl vts; do
  render --size 320x200 -o x.$format
  mv x.$format first.$format
  render --size 320x200 -o x.$format
  same_bytes first.$format x.$format
done
grep -qF '>loss</text>' x.svg || fail "the SVG has no text"
grep -qF 'id="axes"' x.svg || fail "the SVG has no group of axes"
grep -qF '<image' x.svg || fail "the SVG has no picture of the surface"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' x.svg || fail "the SVG is no XML"
render --size one-column --set view.layout=map -o map.svg
if grep -qF '<image' map.svg; then fail "a contour map is not all lines"; fi
[ "$(head -c 5 x.pdf)" = %PDF- ] || fail "no PDF"
rm -f -- *

# A PNG holds its experiment: what it describes gives the same picture again.
render --size 320x200 --seed 5 --set view.colormap=magma --set 'title="Back and forth"' -o x.png
expect 0 -- "$CARTOGRAD" check x.png
expect 0 -- "$CARTOGRAD" render x.png --size 320x200 --quiet -o y.png
same_bytes x.png y.png
render --size 320x200 --no-metadata -o bare.png
expect 2 'bare.png' 'no experiment is stored' -- "$CARTOGRAD" check bare.png
if grep -qaF Cartograd bare.png; then fail "--no-metadata leaves something"; fi
printf 'hello' >broken.png
expect 2 'broken.png' 'not a PNG' -- "$CARTOGRAD" check broken.png
head -c 500 x.png >cut.png
expect 2 'cut.png' -- "$CARTOGRAD" render cut.png -o z.png
rm -f -- *

# Every layout draws, and several results share a page.
for layout in overview map loss accuracy gradient off_plane line histogram index minima spectrum sharpness index_path network explore; do
  render --size 200x120 --set view.layout=$layout -o x.png
done
render --size 200x120 --set view.layout=loss --set 'view.chart_range=[10, 20, 0.1, 1]' -o x.png
expect 2 'chart_range' -- "$CARTOGRAD" render "${small[@]}" --set 'view.chart_range=[2, 1, 0, 1]' -o no.png
expect 2 'view.range' 'lower loss first' -- "$CARTOGRAD" render "${small[@]}" --set 'view.range=[2, 1]' -o no.png
printf 'seed = 1\n' >a.toml
printf 'seed = 2\n' >b.toml
printf '[network]\nhidden = [3]\n' >c.toml
for format in png svg pdf; do
  render a.toml b.toml --size 400x200 -o pair.$format
  render a.toml b.toml --size 400x200 --set view.divider=0.4 -o divided.$format
done
render a.toml b.toml --same-plane --size 400x200 -o same.png
if cmp -s pair.png same.png; then fail "--same-plane changes nothing"; fi
expect 2 'same shape' -- "$CARTOGRAD" render a.toml c.toml --same-plane --size 400x200 -o no.png
if cmp -s pair.png divided.png; then fail "the divider changes nothing"; fi
render a.toml b.toml a.toml --size 300x300 -o three.png
expect 1 -- "$CARTOGRAD" render a.toml a.toml a.toml a.toml a.toml -o five.png
rm -f -- *

# Sizes and formats that do not exist.
expect 1 'one-column' -- "$CARTOGRAD" render "${small[@]}" --size one-colum -o x.png
expect 1 '.svg' -- "$CARTOGRAD" render "${small[@]}" -o x.svgz
expect 1 -- "$CARTOGRAD" render "${small[@]}" --movie sideways -o x.mp4
nothing_written

# A movie as numbered pictures needs no other program; a turntable turns, a path grows.
for movie in path turntable; do
  render --size 160x100 --seconds 0.2 --fps 20 --movie $movie -o $movie/
  [ "$(ls $movie | wc -l)" -eq 4 ] || fail "$(ls $movie | wc -l) frames"
  if cmp -s $movie/frame-00001.png $movie/frame-00003.png; then fail "nothing moves: $movie"; fi
done
expect 4 'path/' -- "$CARTOGRAD" render "${small[@]}" -o path/
rm -rf -- *
if command -v ffmpeg >/dev/null; then
  render --size 161x101 --seconds 0.3 --fps 10 -o x.mp4
  [ -s x.mp4 ] || fail "no movie"
else
  expect 4 ffmpeg 'numbered pictures' -- "$CARTOGRAD" render "${small[@]}" -o x.mp4
  nothing_written
fi
