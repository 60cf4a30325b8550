"""Descent of two-layer ReLU networks in PyTorch, a step of each width in turn. Ways:

    autograd-plain      a parameter, relu, autograd, torch.optim.SGD
    in-place-plain      buffers of its own, without autograd
    autograd-measured   the same with pattern flips and the greatest distance from the start at every step,
    in-place-measured   from the pre-activations that the step has anyway
"""

import math
import sys

import numpy

try:
    import torch
except ImportError:
    sys.exit("PyTorch is not installed for this interpreter.")

import blas
import descent_peer


class Setting(descent_peer.Setting):
    """Starts of several widths on the same data, as the archive has them."""

    def __init__(self, path):
        with numpy.load(path) as archive:
            self.inputs = archive["X"]
            self.targets = archive["Y"]
            self.rate = float(archive["rates"].ravel()[0])
            count = sum(name.startswith("W") for name in archive.files)
            self.layers = [archive[f"W{k + 1}"] for k in range(count)]
            self.signs = [archive[f"signs{k + 1}"] for k in range(count)]


class Measures:
    """Pattern flips and the greatest distance of a unit from its start."""

    def __init__(self, inputs, start):
        self.start = start.clone()
        self.active = start @ inputs >= 0
        self.values = []

    def take(self, weights, active):
        flips = (active != self.active).sum().item() / active.numel()
        travel = (weights - self.start).norm(dim=1).max().item()
        self.values.append((flips, travel))


def autograd(setting, inputs, targets, start, signs, measured):
    weights = torch.nn.Parameter(start.clone())
    descent = torch.optim.SGD([weights], lr=setting.rate)
    scale = 1 / math.sqrt(start.shape[0])
    measures = Measures(inputs, start) if measured else None

    def step():
        descent.zero_grad(set_to_none=True)
        z = weights @ inputs
        loss = ((scale * (signs @ torch.relu(z)) - targets) ** 2).sum() / 2
        if measured:
            with torch.no_grad():
                measures.take(weights, z >= 0)
        loss.backward()
        descent.step()
        return loss.item()

    return step


@torch.no_grad()
def in_place(setting, inputs, targets, start, signs, measured):
    weights = start.clone()
    z = inputs.new_empty(start.shape[0], inputs.shape[1])
    h = torch.empty_like(z)
    scale = 1 / math.sqrt(start.shape[0])
    column = (scale * signs).t().contiguous()
    measures = Measures(inputs, start) if measured else None

    @torch.no_grad()
    def step():
        torch.mm(weights, inputs, out=z)
        torch.clamp(z, min=0, out=h)
        residual = scale * (signs @ h) - targets
        active = z >= 0
        if measured:
            measures.take(weights, active)
        loss = (residual**2).sum().item() / 2
        torch.mul(active, residual, out=h)
        h.mul_(column)
        weights.addmm_(h, inputs.t(), alpha=-setting.rate)
        return loss

    return step


def steps_of(way, measured):
    def start(setting):
        inputs, targets = torch.from_numpy(setting.inputs), torch.from_numpy(setting.targets)
        steps = [
            way(setting, inputs, targets, torch.from_numpy(layer), torch.from_numpy(signs), measured)
            for layer, signs in zip(setting.layers, setting.signs)
        ]
        return lambda: sum(step() for step in steps)

    return start


descent_peer.serve(
    f"PyTorch {torch.__version__} x{torch.get_num_threads()}, {blas.describe()}",
    {
        f"{name}-{work}": steps_of(way, work == "measured")
        for name, way in (("autograd", autograd), ("in-place", in_place))
        for work in ("plain", "measured")
    },
    Setting,
)
