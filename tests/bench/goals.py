#!/usr/bin/env python3
"""The speeds that the program promises, one line each: name, figure, goal. goals.py BUILD_FOLDER [PATTERN]

Every ratio is a median of rounds in which both sides run in turns. Nothing else should be running. PyTorch is Debian's
python3-torch (its version is printed); without it the lines that need it say so.
"""
import functools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = sys.argv[1]
PATTERN = re.compile(sys.argv[2] if len(sys.argv) > 2 else ".")
HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 3
CORES = min(2, os.cpu_count())

# The peer at its best: a malloc that keeps its pages, no processor type forced on its BLAS, threads that do not spin.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
TUNED = PLAIN | {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TOP_PAD_": "100000000",
                 "OMP_WAIT_POLICY": "PASSIVE"}


def run(command, environment=None):
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode == 77:
        return None
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def ours(*words, kernel=None):
    return run([f"{BUILD}/tests/bench/bench_goals", *map(str, words)], os.environ | ({"CARTOGRAD_KERNEL": kernel} if kernel else {}))


def peer(*words, tuned=False):
    return run(["/usr/bin/python3", f"{HERE}/pytorch_peer.py", *map(str, words)], TUNED if tuned else PLAIN)


def in_turns(*calls):
    """Calls them round by round; the rounds of each."""
    rounds = [[call() for call in calls] for _ in range(ROUNDS)]
    return list(zip(*rounds))


def ratio(of, by, key):
    return statistics.median(one[key] / other[key] for one, other in zip(of, by))


def median(results, key):
    return statistics.median(result[key] for result in results)


@functools.cache
def has_pytorch():
    """Its version and the library that multiplies its matrices, as the loaded program tells."""
    code = ("import torch; torch.ones(9, 9) @ torch.ones(9, 9); names = {line.split('/')[-1].strip() for line in open('/proc/self/maps') if 'blas' in line}; "
            "print(torch.__version__, 'with', ', '.join(sorted(names)) or 'its own BLAS')")
    done = subprocess.run(["/usr/bin/python3", "-c", code], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def line(number, name, figure, goal, good=None):
    mark = "" if good is None else "  ok" if good else "  MISSED"
    print(f"{number:>3}  {name:<58}{figure:>18}   {goal}{mark}", flush=True)


def slices(number, case, title, plain_goal, best_goal, precision="single"):
    if not has_pytorch():
        return line(number, title, "no PyTorch", "")
    calls = [lambda: ours("slice", case, CORES, precision), lambda: peer("slice", case, 1), lambda: peer("slice", case, CORES)]
    if best_goal:
        calls.append(lambda: peer("processes", case, CORES, tuned=True))
    mine, one, all_cores, *best = in_turns(*calls)
    plain = [min(x, y, key=lambda r: r["ms_per_point"]) for x, y in zip(one, all_cores)]
    found = ratio(plain, mine, "ms_per_point")
    line(number, f"{title}: against the plain PyTorch loop", f"{found:.1f} x", f">= {plain_goal} x", found >= plain_goal)
    if best:
        skilled = [min(x, y, key=lambda r: r["ms_per_point"]) for x, y in zip(plain, best[0])]
        found = ratio(skilled, mine, "ms_per_point")
        line(number, f"{title}: against PyTorch at its best", f"{found:.1f} x", f">= {best_goal} x", found >= best_goal)
    return mine


def goal_1():
    slices(1, "a", "64-128-128-10, 1,797 samples, 51 x 51", 8, 2.5)


def goal_2():
    slices(2, "b", "784-256-128-10, 10,000 samples", 15, 9)


def goal_3():
    mine = slices(3, "d", "2-8-8-1, 400 samples", 35, None)
    taken = median(mine or [ours("slice", "d", CORES, "single") for _ in range(ROUNDS)], "slice_ms")
    line(3, "2-8-8-1: the whole 51 x 51 slice, single precision", f"{taken:.1f} ms", "<= 4 ms", taken <= 4)
    taken = median([ours("slice", "d", CORES, "double") for _ in range(ROUNDS)], "slice_ms")
    line(3, "2-8-8-1: the same in double precision", f"{taken:.1f} ms", "")


def goal_4():
    slices(4, "cnn", "small CNN, 512 images", 10, None)
    slices(4, "resnet", "ResNet-20, 512 images", 2.7, 1.5)


def goal_5():
    for case in ("a", "b"):
        peak, single, both, double = in_turns(lambda: ours("peak"), lambda: ours("slice", case, 1, "single"),
                                              lambda: ours("slice", case, CORES, "single"), lambda: ours("slice", case, 1, "double"))
        share = statistics.median(100 * s["gflops"] / p["single"] for s, p in zip(single, peak))
        line(5, f"case {case}: share of the multiply-add peak ({median(peak, 'single'):.0f} GFLOP/s)", f"{share:.0f} %", ">= 80 %", share >= 80)
        found = ratio(single, both, "ms_per_point")
        line(5, f"case {case}: {CORES} threads against one", f"{found:.2f} x", ">= 1.9 x", found >= 1.9)
        found = ratio(double, single, "ms_per_point")
        line(5, f"case {case}: single against double precision", f"{found:.2f} x", ">= 1.9 x", found >= 1.9)


def goal_6():
    line(6, "accuracy over a slice against PyTorch", "see ctest", "tests/compare: double <= 1e-12, single <= 5e-6")


def goal_7():
    peak, single = in_turns(lambda: ours("peak"), lambda: ours("train", "a", "single"))
    share = statistics.median(100 * s["gflops"] / p["single"] for s, p in zip(single, peak))
    line(7, "case a: gradient, share of the peak", f"{share:.0f} %", ">= 75 %", share >= 75)
    if not has_pytorch():
        return
    for case, precision, sgd, adam in (("d", "double", 80, 150), ("a", "single", 2.3, 4)):
        mine, theirs = in_turns(lambda: ours("train", case, precision), lambda: peer("train", case, tuned=True))
        for key, goal in (("sgd_us", sgd), ("adam_us", adam)):
            found = ratio(theirs, mine, key)
            line(7, f"case {case}, {precision}: {key[:-3].upper()} step, {median(mine, key):.2f} us", f"{found:.1f} x", f">= {goal} x", found >= goal)


def goal_8():
    for case, precision in (("a", "single"), ("a", "double"), ("d", "double")):
        mine = [ours("train", case, precision) for _ in range(ROUNDS)]
        found, fresh = median(mine, "hvp_ratio"), median(mine, "fresh_hvp_ratio")
        line(8, f"case {case}, {precision}: Hessian-vector product in gradients", f"{found:.2f}", "<= 2.0", found <= 2)
        line(8, f"case {case}, {precision}: the same from scratch", f"{fresh:.2f}", "<= 3.0", fresh <= 3)


def goal_9():
    taken = median([ours("spectrum", "d", "double") for _ in range(ROUNDS)], "all_ms")
    line(9, "105 parameters: Hessian and all eigenvalues", f"{taken:.2f} ms", "<= 3 ms", taken <= 3)
    if not has_pytorch():
        return
    mine, theirs = in_turns(lambda: ours("spectrum", "a", "single"), lambda: peer("top", "a", 5, tuned=True))
    found, residual = ratio(theirs, mine, "top_ms"), median(mine, "residual")
    line(9, f"26,122 parameters: top five, residual {residual:.1e}", f"{found:.1f} x", ">= 4 x, residual <= 1e-3", found >= 4 and residual <= 1e-3)


def goal_10():
    for case, goal in (("a", 10), ("b", 20)):
        mine = [ours("preview", case) for _ in range(ROUNDS)]
        taken = median(mine, "preview_ms")
        line(10, f"case {case}: first picture, 17 x 17 on {mine[0]['subset']} samples", f"{taken:.1f} ms", f"<= {goal} ms", taken <= goal)


def goal_11():
    mine = [ours("frames") for _ in range(ROUNDS)]
    usual, longest = median(mine, "p95_ms"), min(result["longest_ms"] for result in mine)
    line(11, "4 ms frames beside two workers: 95 % within", f"{usual:.1f} ms", "<= 6 ms", usual <= 6)
    line(11, "4 ms frames beside two workers: the longest of 300", f"{longest:.1f} ms", "<= 16.7 ms", longest <= 16.7)


def goal_12():
    names = ("baseline", "x86-64-v3", "x86-64-v4")
    chosen, *forced = in_turns(lambda: ours("slice", "a", 1, "single"), *[lambda name=name: ours("slice", "a", 1, "single", kernel=name) for name in names])
    best = min(forced, key=lambda rounds: median(rounds, "ms_per_point"))
    found = 100 * (ratio(chosen, best, "ms_per_point") - 1)
    times = ", ".join(f"{name} {ratio(rounds, chosen, 'ms_per_point'):.2f}" for name, rounds in zip(names, forced))
    line(12, "the chosen kernel against the best forced one", f"{found:+.1f} %", f"<= 2 % ({times})", found <= 2)


def pictures(*words):
    return run([f"{BUILD}/tests/bench/bench_pictures", *map(str, words)])


def goal_13():
    found = 1e3 / median([pictures("moving", 201) for _ in range(ROUNDS)], "draft_ms")
    line(13, "201 x 201 surface while it moves, 1280 x 720", f"{found:.0f} /s", ">= 40 /s", found >= 40)
    found = 1e3 / min(median([pictures("moving", 1025) for _ in range(ROUNDS)], key) for key in ("draft_ms", "coarse_ms"))
    line(13, "1025 x 1025 surface while it moves", f"{found:.0f} /s", ">= 30 /s", found >= 30)


EXPERIMENT = "[network]\nhidden = [8]\n[[run]]\noptimizer = 'adam'\nsteps = 200\n[slice]\nresolution = [201, 201]\n"


def goal_14():
    """The window against F3D (Debian's f3d), the same mesh."""
    with tempfile.TemporaryDirectory() as folder:
        file, mesh = f"{folder}/x.toml", f"{folder}/x.ply"
        with open(file, "w") as out:
            out.write(EXPERIMENT)
        subprocess.run([f"{BUILD}/cartograd", "render", file, "-o", mesh], check=True, capture_output=True)
        calls = [lambda: run([f"{HERE}/dragging.sh", "Cartograd", f"{BUILD}/cartograd", file]),
                 lambda: run([f"{HERE}/dragging.sh", "f3d", "f3d", "--dry-run", "--resolution=1280,720", mesh])]
        mine, theirs = in_turns(*calls)
    if None in mine or None in theirs:
        return line(14, "dragging, against F3D", "f3d, xvfb or xdotool is missing", "")
    found = ratio(mine, theirs, "pictures_per_second")
    line(14, f"dragging, against F3D ({median(mine, 'pictures_per_second'):.0f} and {median(theirs, 'pictures_per_second'):.0f} /s)", f"{found:.1f} x", ">= 1.5 x", found >= 1.5)


def goal_15():
    rows = [pictures("row", 1025) for _ in range(ROUNDS)]
    found = median(rows, "row_ms") - median(rows, "still_ms")
    line(15, "1025 x 1025: a new row of heights takes", f"{found:.1f} ms", "<= 16.7 ms", found <= 16.7)


def goal_16():
    """A figure as the command line makes it, with its memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/x.toml"
        with open(file, "w") as out:
            out.write(EXPERIMENT)
        rounds = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            process = subprocess.Popen([f"{BUILD}/cartograd", "render", file, "--size", "7680x4320", "-o", f"{folder}/x.png"], stdout=subprocess.DEVNULL)
            _, _, used = os.wait4(process.pid, 0)
            rounds.append((time.perf_counter() - begin, used.ru_maxrss / 1024))
    taken, memory = (statistics.median(values) for values in zip(*rounds))
    line(16, "figure of 7680 x 4320, training and all", f"{taken:.1f} s, {memory:.0f} MB", "<= 6 s, <= 400 MB", taken <= 6 and memory <= 400)
    taken = median([pictures("figure") for _ in range(ROUNDS)], "png_s")
    line(16, "PNG of 3840 x 2160, encoded", f"{taken:.2f} s", "<= 0.3 s", taken <= 0.3)


def goal_17():
    with tempfile.TemporaryDirectory() as folder:
        words = [f"{BUILD}/cartograd", "render", "--size", "1280x720", "--set", "run.steps=1", "--set", "slice.resolution=17,17", "-o", f"{folder}/x.png"]
        rounds = []
        for _ in range(ROUNDS + 1):
            begin = time.perf_counter()
            subprocess.run(words, check=True, capture_output=True)
            rounds.append(time.perf_counter() - begin)
    taken = statistics.median(rounds[1:])  # the first one fills the shader cache
    line(17, "from the start to the first picture, 1280 x 720", f"{taken:.2f} s", "<= 0.5 s", taken <= 0.5)


def goal_18():
    """What a hand on the plane of a network 2-16-16-1 with 400 samples feels."""
    rounds = [run([f"{BUILD}/tests/bench/bench_session"]) for _ in range(ROUNDS)]
    for key, name, unit, goal, low in (("first_ms", "from a change to its first picture", "ms", 50, False), ("pictures_per_second", "pictures while a plane is dragged", "/s", 20, True),
                                       ("longest_ms", "the longest frame meanwhile", "ms", 100, False), ("growth_mb", "memory that 1,000 changes add", "MB", 5, False)):
        found = median(rounds, key)
        line(18, name, f"{found:.1f} {unit}", f"{'>=' if low else '<='} {goal} {unit}", found >= goal if low else found <= goal)


def goal_19():
    """Searches for critical points of a network 2-8-8-1 on 200 samples of moons, with weight decay."""
    mine = ours("searches", 500, CORES)  # long enough for one round
    taken = mine["seconds"]
    line(19, f"500 searches, {mine['parameters']} parameters: {mine['points']} points from {mine['reached']}", f"{taken:.1f} s", "<= 30 s", taken <= 30)


def goal_20():
    title = "10,062 parameters, digits: top ten"
    if not has_pytorch():
        mine = ours("spectrum", "e", "single", 10)
        return line(20, f"{title}, {mine['top_ms']:.0f} ms, residual {mine['residual']:.1e}", "no PyTorch", "")
    mine, theirs = in_turns(lambda: ours("spectrum", "e", "single", 10), lambda: peer("top", "e", 10, tuned=True))
    found, residual = ratio(theirs, mine, "top_ms"), median(mine, "residual")
    line(20, f"{title}, residual {residual:.1e}", f"{found:.1f} x", ">= 3 x, residual <= 1e-3", found >= 3 and residual <= 1e-3)


def goal_21():
    """1,000 restarts of the exclusive or, 2-3-1, 2,000 full-batch steps of Adam each."""
    title, few = "1,000 restarts of 2-3-1", 4
    one, both, many = in_turns(lambda: ours("restarts", 1000, 1), lambda: ours("restarts", 1000, CORES), lambda: ours("restarts", 10000, CORES))
    found = ratio(one, both, "seconds")
    line(21, f"{title}, {median(both, 'seconds'):.2f} s: {CORES} threads against one", f"{found:.2f} x", ">= 1.8 x", found >= 1.8)
    more = median(many, "peak_mb") - median(both, "peak_mb")
    line(21, "memory of 10,000 restarts above that of 1,000", f"{more:.1f} MB", "<= 10 MB", more <= 10)
    if not has_pytorch():
        return
    mine, theirs = in_turns(lambda: ours("restarts", 1000, CORES), lambda: peer("restarts", "xor", few, tuned=True))
    found = statistics.median(1000 / few * t["seconds"] / m["seconds"] for t, m in zip(theirs, mine))
    line(21, f"{title}: against PyTorch, one after the other", f"{found:.0f} x", ">= 50 x", found >= 50)
    found = statistics.median(t["batched_seconds"] / m["seconds"] for t, m in zip(theirs, mine))
    line(21, f"{title}: against PyTorch, all in one batch", f"{found:.1f} x", "")


@functools.cache
def lessons():
    """Every step of every lesson, opened with nothing prepared; long enough for one round."""
    return run([f"{BUILD}/tests/bench/bench_session", "lessons"])


def goal_22():
    found = lessons()
    line(22, f"lessons: first picture, slowest is {found['first_step']}", f"{found['first_s']:.2f} s", "<= 1 s", found["first_s"] <= 1)


def goal_23():
    found = lessons()
    line(23, f"lessons: step complete, slowest is {found['complete_step']}", f"{found['complete_s']:.2f} s", "<= 5 s", found["complete_s"] <= 5)


print(f"{CORES} threads; PyTorch {has_pytorch() or 'is not installed'}")
if has_pytorch() and "openblas" not in has_pytorch():
    print("Without libopenblas0 PyTorch multiplies matrices many times slower: the ratios flatter.")
for number in range(1, 24):
    if PATTERN.fullmatch(str(number)) or PATTERN.pattern == ".":
        globals()[f"goal_{number}"]()
