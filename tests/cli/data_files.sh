#!/usr/bin/env bash
# Data from CSV files: what cannot be trained on is refused with file, line and column; small oddities train.
source "$(dirname "$0")/helper.bash"

# with_csv TEXT: writes the data file and leaves the arguments that use it in $csv.
csv=(--set objective.loss=auto --set data.kind=csv --set "data.file=$work/data.csv")
with_csv() { printf "$1" >"$work/data.csv"; }

# refused_csv TEXT FRAGMENT…
refused_csv() {
  with_csv "$1"
  shift
  expect_refusal "$work/data.csv" "$@" -- "${csv[@]}"
}
refused_csv 'x,y,class\n1,2,a\n1,nan,b\n' 'data.csv:3:3: ' 'column 2 ("y") holds "nan"; expected a finite number'
refused_csv 'x,y,class\n1,2,a\n-inf,2,b\n' 'data.csv:3:1: ' 'expected a finite number'
refused_csv '1,2,3.5\n1,2,inf\n' 'data.csv:2:5: ' 'the target is "inf"; expected a finite number'
refused_csv '1,1e999,0\n' 'data.csv:1:3: ' 'expected a finite number'
refused_csv '1,2,3\n1,2\n' 'data.csv:2:1: ' 'this line has 2 cells; expected 3'
refused_csv '1\n2\n' 'only one column'
refused_csv '' 'holds no samples'
refused_csv 'x,y\n' 'holds no samples'
refused_csv 'x,y,class\n1,2,a\n1,"b\n' 'data.csv:3:'
refused_csv '\x7fELF\x00\x01\n' 'data.csv'
expect_refusal 'needs the setting "file"' -- --set data.kind=csv
expect_refusal "$work/none.csv: cannot be read: No such file or directory" -- --set data.kind=csv --set "data.file=$work/none.csv"
with_csv 'x,class\n1,a\n2,b\n3,a\n4,b\n'
expect_refusal 'unknown target column "clas"; did you mean "class"?' -- "${csv[@]}" --set data.target=clas

# A file cut off in the middle of a line.
"$CARTOGRAD" compute "${small[@]}" -o "$work/ignored.npz" 2>/dev/null
head -c 1000 "$root/assets/data/digits.csv" >"$work/data.csv"
expect_refusal 'data.csv:' 'cells; expected ' -- "${csv[@]}"

# trains TEXT [ARGUMENTS…]: this is unusual but fine.
trains() {
  with_csv "$1"
  shift
  expect 0 -- "$CARTOGRAD" compute "${small[@]}" "${csv[@]}" "$@" -o x.npz
}
trains '0.5,1.5,3.25\n'                           # one sample, a regression
trains '0.5,a\n'                                  # one sample of one class
trains '1,a\n2,a\n3,a\n' --set objective.loss=bce # one class
trains '1,a\n2,a\n3,a\n' --set objective.loss=cross_entropy
trains '7,0\n7,1\n7,0\n7,1\n7,0\n' --set data.standardize=true # a constant feature
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set data.samples=1 -o x.npz
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set data.kind=blobs --set data.classes=1 -o x.npz
expect 0 -- "$CARTOGRAD" compute "${small[@]}" --set 'network.hidden=[]' -o x.npz
