#!/usr/bin/env python3
"""The loop that everybody writes in PyTorch, for the slices of core_bench.cpp: seconds per slice, as JSON. 77: no PyTorch.

    pytorch_loop.py THREADS float32|float64
"""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[1]
try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit(77)

torch.set_num_threads(int(sys.argv[1]))
torch.set_default_dtype(getattr(torch, sys.argv[2]))
torch.manual_seed(1)

CASES = {  # widths, samples, points along a side
    "moons": ([2, 16, 16, 1], 400, 65),
    "digits": ([64, 32, 10], 1797, 33),
}


def network(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1])


def seconds(widths, samples, side):
    model = network(widths)
    inputs = torch.rand(samples, widths[0])
    if widths[-1] == 1:
        targets, loss = torch.randint(2, (samples, 1)).to(inputs.dtype), F.binary_cross_entropy_with_logits
    else:
        targets, loss = torch.randint(widths[-1], (samples,)), F.cross_entropy
    center = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    u, v = torch.randn_like(center) * 0.1, torch.randn_like(center) * 0.1
    coordinates = torch.linspace(-1, 1, side).tolist()
    parts = [torch.nn.utils.parameters_to_vector([p]).numel() for p in model.parameters()]
    split = [[t.view_as(p) for t, p in zip(x.split(parts), model.parameters())] for x in (center, u, v)]

    def point(a, b):
        for p, w, s, t in zip(model.parameters(), *split):
            p.copy_(w).add_(s, alpha=a).add_(t, alpha=b)
        return loss(model(inputs), targets).item()

    with torch.inference_mode():
        for p in model.parameters():
            p.requires_grad_(False)
        [point(0, b) for b in coordinates]  # warm up
        picked = coordinates[:: max(1, side // 8)]  # whole rows, evenly spread
        begin = time.perf_counter()
        for a in picked:
            for b in coordinates:
                point(a, b)
        return (time.perf_counter() - begin) / len(picked) * side


print(json.dumps({name: seconds(*case) for name, case in CASES.items()}))
