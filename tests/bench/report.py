#!/usr/bin/env python3
"""Runs the benchmarks of a build folder and prints medians and ratios: report.py BUILD_FOLDER"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
CORES = os.cpu_count()


def line(name, value, note=""):
    print(f"  {name:<52}{value:>16}  {note}".rstrip())


def benchmarks(pattern="", kernel=None):
    """Median items per second by name."""
    environment = {**os.environ, **({"CARTOGRAD_KERNEL": kernel} if kernel else {})}
    out = subprocess.run(
        [f"{BUILD}/tests/bench/bench_core", f"--benchmark_filter={pattern or '.'}", "--benchmark_repetitions=5",
         "--benchmark_min_time=0.2", "--benchmark_enable_random_interleaving=true", "--benchmark_format=json"],
        env=environment, check=True, capture_output=True, text=True).stdout
    rows = json.loads(out)["benchmarks"]
    return {row["run_name"].removesuffix("/real_time"): row["items_per_second"] for row in rows if row.get("aggregate_name") == "median"}


def seconds(*arguments, times=7):
    """Median wall time of the whole program."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        subprocess.run([f"{BUILD}/cartograd", *arguments], check=True, capture_output=True)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def pytorch(threads, precision):
    # The peer at its best: a malloc that keeps its pages, and no processor type forced on its BLAS.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    environment |= {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TOP_PAD_": "100000000"}
    done = subprocess.run(["/usr/bin/python3", f"{HERE}/pytorch_loop.py", str(threads), precision], env=environment,
                          capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


rates = benchmarks()
baseline = benchmarks("slice_points/.*/1", "baseline")
points = {"moons": 65 * 65, "digits": 33 * 33}
titles = {"moons": "2-16-16-1, 400 samples, 65 x 65", "digits": "64-32-10, 1797 samples, 33 x 33"}
peers = {precision: [pytorch(threads, precision) for threads in sorted({1, CORES})] for precision in ("float64", "float32")}

print(f"Slices (double precision, {CORES} cores)")
for case, count in points.items():
    one, all_cores, plain = (count / rate for rate in (rates[f"slice_points/{case}/1"], rates[f"slice_points/{case}/0"], baseline[f"slice_points/{case}/1"]))
    print(f" {titles[case]}")
    line("one thread", f"{one:.4f} s", f"{count / one:,.0f} points/s")
    line("all threads", f"{all_cores:.4f} s", f"{count / all_cores:,.0f} points/s, {one / all_cores:.2f} x one thread")
    line("one thread, baseline kernel", f"{plain:.4f} s", f"the best kernel is {plain / one:.2f} x as fast")
    for precision, results in peers.items():
        if all(results):
            best = min(result[case] for result in results)
            line(f"PyTorch loop, {precision}, best thread count", f"{best:.4f} s", f"ours on all threads is {best / all_cores:.1f} x as fast")
if not peers["float64"][0]:
    print(" PyTorch is not installed: no comparison")

print("Gradients and training")
for name, rate in sorted(rates.items()):
    if name.startswith("gradients"):
        line(name, f"{rate:,.0f} /s")
    elif name.startswith("training_steps"):
        what, batch = name.rsplit("/", 1)
        line(f"{what}, batch {'all' if batch == '0' else batch}", f"{rate:,.0f} steps/s")

print("Whole program")
with tempfile.TemporaryDirectory() as folder:
    png, npz = f"{folder}/x.png", f"{folder}/x.npz"
    start = seconds("--version")
    line("--version", f"{start:.3f} s")
    line("first picture: 17 x 17 slice, one step, 640 x 400", f"{seconds('render', '--size', '640x400', '--set', 'run.steps=1', '--set', 'slice.resolution=17,17', '-o', png):.3f} s")
    line("built-in experiment, rendered at 1600 x 1000", f"{seconds('render', '-o', png):.3f} s")
    line("built-in experiment, computed (two runs of 1000 steps, 65 x 65)", f"{seconds('compute', '-o', npz):.3f} s")
    line("the same with --threads 1", f"{seconds('compute', '--threads', '1', '-o', npz):.3f} s")
