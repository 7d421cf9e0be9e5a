#!/usr/bin/env python3
"""PyTorch on the cases of cases.h (same sizes, random numbers, or the same digits), timed; prints a JSON object. Exit code 77: no PyTorch.

    pytorch_peer.py slice CASE THREADS            milliseconds per point: set the weights, one forward pass, .item()
    pytorch_peer.py processes CASE COUNT          the same with COUNT processes of one thread: the best that a skilled person gets
    pytorch_peer.py train CASE                    microseconds of an SGD step and of an Adam step
    pytorch_peer.py restarts xor COUNT              seconds of so many restarts of 2-3-1 on the exclusive or, 2,000 Adam steps each
    pytorch_peer.py top CASE COUNT                milliseconds of the largest eigenvalues as PyHessian finds them
"""
import json
import multiprocessing
import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
what, case = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1
threads = 1 if what != "slice" else count
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
try:
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
except ImportError:
    sys.exit(77)
torch.set_num_threads(threads)
torch.manual_seed(1)


class Block(nn.Module):
    """Two convolutions and a skip without parameters (He et al. 2015, option A)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.convolution1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.convolution2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.stride, self.missing = stride, outputs - inputs

    def forward(self, x):
        y = F.relu(self.norm1(self.convolution1(x)))
        y = self.norm2(self.convolution2(y))
        if self.stride > 1:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.missing))
        return F.relu(y + x)


def resnet(depth):
    layers, inputs = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for outputs, stride in ((16, 1), (32, 2), (64, 2)):
        for i in range((depth - 2) // 6):
            layers.append(Block(inputs, outputs, stride if i == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AvgPool2d(8), nn.Flatten(), nn.Linear(64, 10))


def mlp(widths, activation):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def build():
    if case == "d":
        return mlp([2, 8, 8, 1], nn.Tanh), torch.randn(400, 2), torch.randint(2, (400, 1)).float()
    if case == "xor":
        corners = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
        return mlp([2, 3, 1], nn.Tanh), corners, torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)
    if case in ("a", "at"):
        return mlp([64, 128, 128, 10], nn.ReLU if case == "a" else nn.Tanh), torch.randn(1797, 64), torch.randint(10, (1797,))
    if case == "e":
        rows = torch.tensor([[float(cell) for cell in line.split(",")] for line in open(f"{HERE}/../../assets/data/digits.csv") if line[0] != "#"])
        return mlp([64, 100, 32, 10], nn.Tanh), rows[:, :64] / 16, rows[:, 64].long()
    if case == "b":
        return mlp([784, 256, 128, 10], nn.ReLU), torch.randn(10000, 784), torch.randint(10, (10000,))
    images, classes = torch.randn(512, 3, 32, 32), torch.randint(10, (512,))
    if case == "cnn":
        pool = lambda: nn.MaxPool2d(2)
        return nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), pool(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), pool(),
                             nn.Flatten(), nn.Linear(2048, 10)), images, classes
    return resnet(20).eval(), images, classes


model, inputs, targets = build()
loss_function = F.binary_cross_entropy_with_logits if case == "d" else F.cross_entropy
parameters = list(model.parameters())


def timed_points(batch):
    """Seconds per point over about two seconds."""
    directions = [[0.1 * torch.randn_like(p) for p in parameters] for _ in range(2)]
    origin = [p.detach().clone() for p in parameters]
    split = list(zip(inputs.split(batch), targets.split(batch)))

    def point(a, b):
        for p, w, u, v in zip(parameters, origin, *directions):
            p.copy_(w).add_(u, alpha=a).add_(v, alpha=b)
        return sum(loss_function(model(x), y).item() * len(x) for x, y in split) / len(inputs)

    with torch.inference_mode():
        for p in parameters:
            p.requires_grad_(False)
        point(0.1, 0.2)
        begin, points = time.perf_counter(), 0
        while time.perf_counter() - begin < 2 or points < 3:
            point(0.3 * (points % 7) - 1, 0.1)
            points += 1
        return (time.perf_counter() - begin) / points


def step_seconds(make):
    optimizer, batch = make(), 32 if case == "d" else 64
    generator = torch.Generator().manual_seed(0)

    def step():
        picked = torch.randint(len(inputs), (batch,), generator=generator)
        optimizer.zero_grad()
        loss_function(model(inputs[picked]), targets[picked]).backward()
        optimizer.step()

    taken = []
    for _ in range(20):
        begin = time.perf_counter()
        for _ in range(100):
            step()
        taken.append((time.perf_counter() - begin) / 100)
    return statistics.median(taken)


def top_eigenvalues(count, tolerance=1e-3, most=100):
    """Power iteration with deflation on Hessian-vector products of autograd (Yao et al. 2020, PyHessian)."""
    gradients = torch.autograd.grad(loss_function(model(inputs), targets), parameters, create_graph=True)
    product = lambda v: torch.autograd.grad(gradients, parameters, v, retain_graph=True)
    dot = lambda x, y: sum((a * b).sum() for a, b in zip(x, y))
    scale = lambda x, s: [a * s for a in x]
    found, vectors = [], []
    while len(found) < count:
        v = [torch.randn_like(p) for p in parameters]
        value = None
        for _ in range(most):
            for u in vectors:
                overlap = dot(v, u)
                v = [a - overlap * b for a, b in zip(v, u)]
            v = scale(v, 1 / dot(v, v).sqrt())
            hv = product(v)
            new = dot(hv, v).item()
            v = scale(hv, 1 / dot(hv, hv).sqrt())
            if value is not None and abs(value - new) / (abs(value) + 1e-6) < tolerance:
                break
            value = new
        found.append(new)
        vectors.append(v)
    return found


def restart_seconds(restarts, steps=2000):
    """One after the other, double precision, as one writes it."""
    begin = time.perf_counter()
    for seed in range(restarts):
        torch.manual_seed(seed)
        net = mlp([2, 3, 1], nn.Tanh).double()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
        for _ in range(steps):
            optimizer.zero_grad()
            F.binary_cross_entropy_with_logits(net(inputs), targets).backward()
            optimizer.step()
    return time.perf_counter() - begin


def batched_restart_seconds(restarts, steps=2000):
    """All at once as products of stacked matrices: what a skilled person gets."""
    begin = time.perf_counter()
    weights = [torch.nn.Parameter(torch.randn(restarts, *shape, dtype=torch.float64)) for shape in ((2, 3), (1, 3), (3, 1), (1, 1))]
    optimizer = torch.optim.Adam(weights, lr=0.05)
    stacked, wanted = inputs.expand(restarts, -1, -1), targets.expand(restarts, -1, -1)
    for _ in range(steps):
        optimizer.zero_grad()
        logits = torch.baddbmm(weights[3], torch.tanh(torch.baddbmm(weights[1], stacked, weights[0])), weights[2])
        (F.binary_cross_entropy_with_logits(logits, wanted) * restarts).backward()
        optimizer.step()
    return time.perf_counter() - begin


if what == "slice":
    best = min(timed_points(size) for size in ((len(inputs), 128) if case in ("cnn", "resnet") else (len(inputs),)))
    print(json.dumps({"ms_per_point": 1e3 * best}))
elif what == "processes":
    # On images the best batch is small, on vectors the whole set or a share that fits the cache.
    sizes = (16, 128) if case in ("cnn", "resnet") else (len(inputs), 256)
    best = min(statistics.mean(pool.map(timed_points, [size] * count, chunksize=1)) / count
               for size in sizes for pool in [multiprocessing.get_context("fork").Pool(count)])
    print(json.dumps({"ms_per_point": 1e3 * best}))
elif what == "train":
    print(json.dumps({"sgd_us": 1e6 * step_seconds(lambda: torch.optim.SGD(parameters, lr=1e-3)),
                      "adam_us": 1e6 * step_seconds(lambda: torch.optim.Adam(parameters, lr=1e-4))}))
elif what == "restarts":
    print(json.dumps({"seconds": restart_seconds(count), "batched_seconds": batched_restart_seconds(1000)}))
elif what == "top":
    top_eigenvalues(1)
    begin = time.perf_counter()
    top_eigenvalues(count)
    print(json.dumps({"top_ms": 1e3 * (time.perf_counter() - begin)}))
else:
    sys.exit(__doc__)
