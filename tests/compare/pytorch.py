#!/usr/bin/env python3
"""Computes again with PyTorch, in double precision, what `cartograd compute --weights --data` has written.

    pytorch.py PROGRAM

For each experiment below: the loss at every point of the slice and the loss and gradient norm at every recorded iterate,
from nothing but the arrays in the file and the experiment's text; and whole full-batch runs, replayed by torch.optim from
the first iterate. Ends with 77 (skipped) where there is no PyTorch.
"""
import os
import subprocess
import sys
import tempfile

try:
    import tomllib

    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print(f"skipped: {error} (this test needs Python 3.11, NumPy and PyTorch: apt-get install python3-torch)")
    sys.exit(77)

# A computed number may differ by rounding only; replayed parameters also by what training makes of rounding.
TOLERANCE = {"slice": 1e-10, "loss": 1e-10, "gradient": 1e-10, "replay": 1e-8}

# Every optimizer that torch.optim has too, for ten steps. L-BFGS is not among them: PyTorch's line search interpolates
# cubically and its memory forgets by another rule, so that only the limits agree.
OPTIMIZERS = {
    "gd, lr 0.1": lambda w: torch.optim.SGD(w, lr=0.1),
    "sgd, lr 0.1": lambda w: torch.optim.SGD(w, lr=0.1),
    "sgd, lr 0.1, momentum 0.8, nesterov true": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.8, nesterov=True),
    "heavy_ball, lr 0.05, momentum 0.9": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9),
    "nesterov, lr 0.05, momentum 0.9": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, nesterov=True),
    "adam, lr 0.02, beta1 0.8, beta2 0.99": lambda w: torch.optim.Adam(w, lr=0.02, betas=(0.8, 0.99)),
    "adamw, lr 0.02, decay 0.1": lambda w: torch.optim.AdamW(w, lr=0.02, weight_decay=0.1),
    "adagrad, lr 0.1": lambda w: torch.optim.Adagrad(w, lr=0.1),
    "rmsprop, lr 0.01, alpha 0.9": lambda w: torch.optim.RMSprop(w, lr=0.01, alpha=0.9),
}
OPTIMIZED = {
    "mlp": (1e-10, """
        data = {kind = "moons", samples = 60, noise = 0.15}
        network = {hidden = [8, 6], activation = "tanh"}
        objective = {loss = "bce"}"""),
    "cnn with batch norm": (1e-8, """
        data = {kind = "digits", samples = 24, classes = 3}
        network = {kind = "cnn", channels = [3, 4], activation = "tanh", pooling = "average", batch_norm = true}
        objective = {loss = "cross_entropy"}"""),
}

# Schedules for 30 steps of SGD; the last at a rate so large that the loss also rises and a plateau is met.
RATE, LARGE_RATE = 0.3, 1.0
SCHEDULES = {
    "step, steps 7, factor 0.5": lambda o: torch.optim.lr_scheduler.StepLR(o, 7, 0.5),
    "cosine, steps 30, factor 0.2": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.2 * RATE),
    "warmup, steps 12, factor 0.25": lambda o: torch.optim.lr_scheduler.LinearLR(o, 0.25, 1.0, 12),
    "one_cycle, steps 30, factor 0.04": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, RATE, total_steps=30, cycle_momentum=False),
    "plateau, steps 2, factor 0.5": lambda o: torch.optim.lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=2, threshold=0),
}
SCHEDULED = """
        data = {kind = "sine", samples = 40, noise = 0.3}
        network = {hidden = [6], activation = "tanh"}
        objective = {loss = "mse"}"""

# Where the loss is small, digits are lost first: a network that has learnt its data. Limits for single and for double.
PRECISION = {"single": 5e-6, "double": 1e-12}
LEARNT = """
        data = {kind = "blobs", samples = 60, classes = 3, spread = 0.2}
        network = {hidden = [8], activation = "tanh"}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "adam", lr = 0.05, batch = "all", steps = 2500}]
        plane = {kind = "random", normalize = "filter"}"""

# Batch normalisation with the statistics of the plane's origin: PyTorch's eval mode.
ORIGIN = """
        data = {kind = "digits", samples = 32, classes = 4}
        network = {kind = "cnn", channels = [3, 4], activation = "relu", pooling = "max", batch_norm = true}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "adam", lr = 0.01, batch = "all", steps = 15}]
        plane = {kind = "random", normalize = "filter"}"""

VALIDATED = """
        data = {kind = "moons", samples = 100, noise = 0.3, validation = 0.3}
        network = {hidden = [8], activation = "tanh"}
        objective = {loss = "bce", weight_decay = 0.01}
        run = [{optimizer = "adam", lr = 0.05, batch = "all", steps = 60, record = 1}]
        plane = {kind = "pca"}"""

EXPERIMENTS = {
    "moons, bce, tanh 16-16, SGD with momentum": """
        seed = 7
        data = {kind = "moons", samples = 200, noise = 0.15}
        network = {hidden = [16, 16], activation = "tanh"}
        objective = {loss = "bce"}
        run = [{optimizer = "sgd", lr = 0.2, momentum = 0.9, batch = "all", steps = 300, record = 1}]
        plane = {kind = "pca"}""",
    "spirals, bce, gelu 12-12, Adam": """
        data = {kind = "spirals", samples = 150, noise = 0.05, turns = 1.5}
        network = {hidden = [12, 12], activation = "gelu", init = "he"}
        objective = {loss = "bce"}
        run = [{optimizer = "adam", lr = 0.01, batch = "all", steps = 300, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, cross-entropy, relu 64-32-10, mini-batches": """
        data = {kind = "digits", samples = 500}
        network = {hidden = [32], activation = "relu", init = "he"}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "sgd", lr = 0.1, batch = 50, steps = 60}, {optimizer = "adam", lr = 0.005, batch = 50, steps = 60}]
        plane = {kind = "pca"}""",
    "sine, mse, tanh 10-10 with weight decay, SGD with Nesterov's momentum": """
        data = {kind = "sine", samples = 80, noise = 0.1, frequency = 2}
        network = {hidden = [10, 10], activation = "tanh"}
        objective = {loss = "mse", weight_decay = 0.003}
        run = [{optimizer = "sgd", lr = 0.05, momentum = 0.8, nesterov = true, batch = "all", steps = 300, record = 1}]
        plane = {kind = "pca", normalize = "layer"}""",
    "blobs, cross-entropy, softplus 8 with weight decay, Adam": """
        data = {kind = "blobs", samples = 120, classes = 4, features = 3}
        network = {hidden = [8], activation = "softplus"}
        objective = {loss = "cross_entropy", weight_decay = 0.01}
        run = [{optimizer = "adam", lr = 0.02, beta1 = 0.8, beta2 = 0.99, epsilon = 1e-6, batch = "all", steps = 200, record = 1}]
        plane = {kind = "random", normalize = "none"}""",
    "xor, mse, sigmoid 4 with sigmoid output, no biases": """
        data = {kind = "xor", samples = 4}
        network = {hidden = [4], activation = "sigmoid", output = "sigmoid", bias = false}
        objective = {loss = "mse"}
        run = [{optimizer = "sgd", lr = 2, batch = "all", steps = 300, record = 1}]
        plane = {kind = "random"}""",
    "digits, mlp 16-12-8-4 with batch norm, tanh": """
        data = {kind = "digits", samples = 32, classes = 4, pixels = "4"}
        network = {kind = "mlp", hidden = [12, 8], activation = "tanh", batch_norm = true}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "sgd", lr = 0.1, batch = "all", steps = 40, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, cnn 4-6 with average pooling, tanh": """
        data = {kind = "digits", samples = 32, classes = 4}
        network = {kind = "cnn", channels = [4, 6], activation = "tanh", pooling = "average"}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "sgd", lr = 0.1, batch = "all", steps = 40, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, cnn 4-6 with max pooling and batch norm, relu": """
        data = {kind = "digits", samples = 32, classes = 4}
        network = {kind = "cnn", channels = [4, 6], activation = "relu", pooling = "max", batch_norm = true}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "adam", lr = 0.01, batch = "all", steps = 20, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, resnet 14 of width 4 with batch norm": """
        data = {kind = "digits", samples = 32, classes = 4}
        network = {kind = "resnet", depth = "14", width = 4, skip = true, batch_norm = true}
        objective = {loss = "cross_entropy"}
        run = [{optimizer = "sgd", lr = 0.05, batch = "all", steps = 10, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, resnet 8 of width 4 without skips and norms": """
        data = {kind = "digits", samples = 32, classes = 4}
        network = {kind = "resnet", depth = "8", width = 4, skip = false, batch_norm = false}
        objective = {loss = "cross_entropy", weight_decay = 0.01}
        run = [{optimizer = "sgd", lr = 0.05, batch = "all", steps = 10, record = 1}]
        plane = {kind = "random", normalize = "filter"}""",
    "digits, autoencoder 16-8-3-8-16, tanh": """
        data = {kind = "digits", samples = 32, classes = 4, pixels = "4"}
        network = {kind = "autoencoder", hidden = [8, 3], activation = "tanh"}
        objective = {loss = "mse"}
        run = [{optimizer = "adam", lr = 0.01, batch = "all", steps = 40, record = 1}]
        plane = {kind = "pca"}""",
    "digits, autoencoder 16-8-3-8-16 with tied weights, sigmoid": """
        data = {kind = "digits", samples = 32, classes = 4, pixels = "4"}
        network = {kind = "autoencoder", hidden = [8, 3], activation = "sigmoid", tied = true}
        objective = {loss = "mse"}
        run = [{optimizer = "sgd", lr = 0.5, batch = "all", steps = 40, record = 1}]
        plane = {kind = "random"}""",
}

ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),  # F.softplus cuts off at 20
    "gelu": F.gelu,
    "linear": lambda z: z,
}


class Parameters:
    """Hands out the blocks of the flat vector `w` in the order of the layout: name, offset, rows, columns."""

    def __init__(self, layout, w, statistics=None):
        self.blocks, self.w, self.taken, self.statistics = layout, w, 0, statistics

    def next(self, ending, *shape):
        if self.taken == len(self.blocks) or not self.blocks[self.taken][0].endswith(ending):
            return None
        _, offset, rows, columns = self.blocks[self.taken]
        self.taken += 1
        return self.w[offset : offset + rows * columns].view(*(shape or (rows, columns)))

    def biases(self):
        return self.next("biases", -1)

    def dense(self, values):
        return F.linear(values.flatten(1), self.next("weights"), self.biases())

    def convolution(self, values, stride=1):
        return F.conv2d(values, self.next("weights", -1, values.shape[1], 3, 3), self.biases(), stride, padding=1)

    def norm(self, values):
        """With the batch's own statistics, which are noted down in `statistics`; or, once it is full, with those."""
        scale = self.next("scale", -1)
        if scale is None:
            return values
        shift = self.next("shift", -1)
        if self.statistics is None:
            return F.batch_norm(values, None, None, scale, shift, training=True)
        name = self.blocks[self.taken - 1][0]
        if name not in self.statistics:
            axes = [0] + list(range(2, values.dim()))
            self.statistics[name] = (values.mean(axes), values.var(axes, unbiased=False))
        return F.batch_norm(values, *self.statistics[name], scale, shift, training=False)

    def is_last_layer(self):
        return self.blocks[self.taken][0].split()[1] == self.blocks[-1][0].split()[1]


def mlp(p, values, settings):
    hidden, output = ACTIVATIONS[settings["activation"]], ACTIVATIONS[settings.get("output", "linear")]
    while not p.is_last_layer():
        values = hidden(p.norm(p.dense(values)))
    return output(p.dense(values))


def autoencoder(p, values, settings):
    activation, codes, matrices = ACTIVATIONS[settings["activation"]], len(settings["hidden"]), []
    for layer in range(2 * codes):
        if layer < codes or not settings.get("tied"):
            matrices.append(p.next("weights"))
            matrix = matrices[-1]
        else:
            matrix = matrices.pop().T
        values = F.linear(values, matrix, p.biases())
        values = values if layer + 1 == 2 * codes else activation(values)
    return values


def cnn(p, values, settings):
    activation = ACTIVATIONS[settings["activation"]]
    pool = F.max_pool2d if settings["pooling"] == "max" else F.avg_pool2d
    values = square(values)
    for _ in settings["channels"]:
        values = pool(activation(p.norm(p.convolution(values))), 2)
    return p.dense(values)


def resnet(p, values, settings):
    """He et al. 2015 for CIFAR-10, with option A: the skip takes every second pixel and fills up with zero channels."""
    values = F.relu(p.norm(p.convolution(square(values))))
    for stage in range(3):
        for block in range((int(settings["depth"]) - 2) // 6):
            stride = 2 if stage > 0 and block == 0 else 1
            inner = F.relu(p.norm(p.convolution(values, stride)))
            inner = p.norm(p.convolution(inner))
            if settings["skip"]:
                skip = values[:, :, ::stride, ::stride]
                inner = inner + F.pad(skip, (0, 0, 0, 0, 0, inner.shape[1] - skip.shape[1]))
            values = F.relu(inner)
    return p.dense(values.mean((2, 3)))


def square(values):
    side = round(values.shape[1] ** 0.5)
    return values.view(-1, 1, side, side)


NETWORKS = {"mlp": mlp, "autoencoder": autoencoder, "cnn": cnn, "resnet": resnet}


def exact_cross_entropy(values, targets):
    """log1p keeps the digits that F.cross_entropy loses where the right class is nearly certain."""
    largest, place = values.max(1)
    others = torch.exp(values - largest[:, None]).scatter(1, place[:, None], 0.0).sum(1)
    return (torch.log1p(others) + (largest - values.gather(1, targets[:, None])[:, 0])).mean()


class Network:
    """The network and its loss as functions of one flat parameter vector."""

    def __init__(self, experiment, arrays):
        self.settings = experiment["network"]
        self.outputs = NETWORKS[self.settings.get("kind", "mlp")]
        self.loss_name = experiment["objective"]["loss"]
        self.weight_decay = experiment["objective"].get("weight_decay", 0.0)
        self.inputs = torch.from_numpy(arrays["inputs"])
        self.targets = torch.from_numpy(arrays["targets"])
        self.statistics, self.exact = None, False
        self.layout = []
        for line in arrays["layout"].item().decode().splitlines():
            name, *numbers = line.split("\t")
            self.layout.append((name, *map(int, numbers)))

    def data_loss(self, w):
        parameters = Parameters(self.layout, w, self.statistics)
        values = self.outputs(parameters, self.inputs, self.settings)
        assert parameters.taken == len(self.layout), "not every parameter was used"
        if self.loss_name == "bce":
            return F.binary_cross_entropy_with_logits(values[:, 0], self.targets.double())
        if self.loss_name == "cross_entropy":
            return (exact_cross_entropy if self.exact else F.cross_entropy)(values, self.targets)
        return F.mse_loss(values, self.targets.double().view(values.shape))

    def loss(self, w):
        return self.data_loss(w) + self.weight_decay / 2 * w.dot(w)

    def gradient(self, w):
        w = w.clone().requires_grad_()
        loss = self.loss(w)
        loss.backward()
        return loss.item(), w.grad


def difference(ours, theirs):
    """The largest difference relative to theirs; nan and inf where they do not agree count as infinite."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape and ours.size > 0, (ours.shape, theirs.shape)
    relative = np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-8)
    return float(np.where(np.isfinite(relative), relative, np.inf).max())


def slice_difference(network, arrays):
    origin, u, v = (torch.from_numpy(arrays[name]) for name in ("origin", "u", "v"))
    with torch.no_grad():
        theirs = [[network.loss(origin + a * u + b * v).item() for a in arrays["a"]] for b in arrays["b"]]
    return difference(arrays["loss"], theirs)


def iterate_differences(network, arrays, run):
    computed = [network.gradient(torch.from_numpy(w)) for w in arrays[f"run{run}_parameters"]]
    return (
        difference(arrays[f"run{run}_loss"], [loss for loss, _ in computed]),
        difference(arrays[f"run{run}_gradient_norm"], [gradient.norm().item() for _, gradient in computed]),
    )


def replay_difference(network, arrays, run, settings):
    """The largest distance between our iterates and torch.optim's, relative to the length of the parameters."""
    ours = arrays[f"run{run}_parameters"]
    w = torch.from_numpy(ours[0].copy()).requires_grad_()
    if settings["optimizer"] == "sgd":
        optimizer = torch.optim.SGD([w], lr=settings["lr"], momentum=settings.get("momentum", 0), nesterov=settings.get("nesterov", False),
                                    weight_decay=network.weight_decay)
    else:
        optimizer = torch.optim.Adam([w], lr=settings["lr"], betas=(settings.get("beta1", 0.9), settings.get("beta2", 0.999)),
                                     eps=settings.get("epsilon", 1e-8), weight_decay=network.weight_decay)
    worst = 0.0
    assert len(ours) == settings["steps"] + 1, "the run ended early"
    for expected in ours[1:]:
        optimizer.zero_grad()
        network.data_loss(w).backward()
        optimizer.step()
        theirs = w.detach().numpy()
        worst = max(worst, float(np.linalg.norm(expected - theirs) / np.linalg.norm(theirs)))
    return worst


def compute(program, text):
    """What the program makes of an experiment, and the network to check it with."""
    with tempfile.TemporaryDirectory() as folder:
        toml, npz = os.path.join(folder, "experiment.toml"), os.path.join(folder, "results.npz")
        with open(toml, "w", encoding="utf-8") as file:
            file.write(text.replace("        ", ""))
        subprocess.run([program, "compute", "--quiet", "--weights", "--data", toml, "-o", npz], check=True)
        arrays = dict(np.load(npz))
    return arrays, Network(tomllib.loads(text), arrays)


def toml_settings(words, prefix=""):
    """ "sgd, lr 0.1" as optimizer = "sgd", lr = 0.1"""
    settings = [word.split() for word in words.split(", ")[1:]]
    return "".join(f", {prefix}{name} = {value}" for name, value in settings)


def distance(ours, theirs):
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))


def optimizer_differences(program):
    """Ten steps of every optimizer on each network; all runs of a network in one experiment."""
    for title, (limit, text) in OPTIMIZED.items():
        runs = ", ".join(
            f'{{optimizer = "{name.split(",")[0]}"{toml_settings(name)}, batch = "all", steps = 10, record = 1}}' for name in OPTIMIZERS)
        arrays, network = compute(program, f"{text}\n        run = [{runs}]\nslice = {{resolution = [3, 3]}}")
        for run, (name, make) in enumerate(OPTIMIZERS.items()):
            ours = arrays[f"run{run}_parameters"]
            assert len(ours) == 11, name
            w = torch.from_numpy(ours[0].copy()).requires_grad_()
            optimizer, worst = make([w]), 0.0
            for expected in ours[1:]:
                optimizer.zero_grad()
                network.data_loss(w).backward()
                optimizer.step()
                worst = max(worst, distance(expected, w.detach().numpy()))
            yield f"{title}: {name}", worst, limit


def rate_of(schedule):
    return LARGE_RATE if schedule.startswith("plateau") else RATE


def schedule_differences(program):
    runs = ", ".join(
        f'{{optimizer = "sgd", lr = {rate_of(name)}, schedule = "{name.split(",")[0]}"{toml_settings(name, "schedule_")}, batch = "all", steps = 30, record = 1}}'
        for name in SCHEDULES)
    arrays, network = compute(program, f"{SCHEDULED}\n        run = [{runs}]\nslice = {{resolution = [3, 3]}}")
    for run, (name, make) in enumerate(SCHEDULES.items()):
        ours = arrays[f"run{run}_parameters"]
        assert len(ours) == 31, name
        w = torch.from_numpy(ours[0].copy()).requires_grad_()
        optimizer = torch.optim.SGD([w], lr=rate_of(name))
        scheduler, worst = make(optimizer), 0.0
        plateau = name.startswith("plateau")
        for expected in ours[1:]:
            optimizer.zero_grad()
            loss = network.data_loss(w)
            loss.backward()
            if plateau:
                scheduler.step(loss.item())  # ours hears of each iterate's loss before the step from it
            optimizer.step()
            if not plateau:
                scheduler.step()
            worst = max(worst, distance(expected, w.detach().numpy()))
        assert not plateau or optimizer.param_groups[0]["lr"] < LARGE_RATE, "no plateau was met"
        yield f"schedule: {name}", worst, 1e-10


def precision_differences(program):
    for name, limit in PRECISION.items():
        arrays, network = compute(program, f'{LEARNT}\nslice = {{resolution = [21, 21], range = [-1, 1, -1, 1], precision = "{name}"}}')
        network.exact = True
        assert arrays["loss"].min() < 3e-5, f"the network has not learnt: {arrays['loss'].min()}"
        yield f"slice in {name} precision, losses {arrays['loss'].min():.0e} to {arrays['loss'].max():.0e}", slice_difference(network, arrays), limit


def statistics_differences(program):
    arrays, network = compute(program, f'{ORIGIN}\nslice = {{resolution = [9, 7], range = [-1, 1, -1, 1], statistics = "origin"}}')
    point_by_point = slice_difference(network, arrays)
    assert point_by_point > 1e-3, "statistics make no difference here"
    network.statistics = {}
    network.data_loss(torch.from_numpy(arrays["origin"]))
    yield "slice with the origin's statistics", slice_difference(network, arrays), 1e-10


def validation_differences(program):
    arrays, network = compute(program, f"{VALIDATED}\nslice = {{resolution = [3, 3]}}")
    network.inputs = torch.from_numpy(arrays["validation_inputs"])
    network.targets = torch.from_numpy(arrays["validation_targets"])
    assert len(network.inputs) == 30
    with torch.no_grad():
        theirs = [network.data_loss(torch.from_numpy(w)).item() for w in arrays["run0_parameters"]]
    yield "validation loss", difference(arrays["run0_validation_loss"], theirs), 1e-10


def main(program):
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    worst = dict.fromkeys(TOLERANCE, 0.0)
    print(f"{'largest relative differences':<72}" + "".join(f"{name:>10}" for name in worst))
    for title, text in EXPERIMENTS.items():
        arrays, network = compute(program, text + "\nslice = {resolution = [13, 11]}\n")
        experiment = tomllib.loads(text)
        found = {"slice": slice_difference(network, arrays), "loss": 0.0, "gradient": 0.0, "replay": 0.0}
        for run, settings in enumerate(experiment["run"]):
            loss, gradient = iterate_differences(network, arrays, run)
            found["loss"], found["gradient"] = max(found["loss"], loss), max(found["gradient"], gradient)
            if settings["batch"] == "all":
                found["replay"] = max(found["replay"], replay_difference(network, arrays, run, settings))
        print(f"{title:<72}" + "".join(f"{value:10.1e}" for value in found.values()))
        worst = {name: max(worst[name], found[name]) for name in worst}
    failed = []
    for checks in (optimizer_differences, schedule_differences, precision_differences, statistics_differences, validation_differences):
        for title, value, limit in checks(program):
            print(f"{title:<72}{value:10.1e}{limit:10.0e}")
            if not value <= limit:
                failed.append(f"{title} differs by {value:.1e}, more than {limit:.0e}")
    failed += [f"{name} differs by {worst[name]:.1e}, more than {limit:.0e}" for name, limit in TOLERANCE.items() if not worst[name] <= limit]
    print("\n".join(failed) if failed else "all within " + ", ".join(f"{name} {limit:.0e}" for name, limit in TOLERANCE.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
