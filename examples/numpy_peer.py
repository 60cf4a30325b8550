#!/usr/bin/env python3
"""Gradient descent on a deep linear network in plain NumPy, beside Surefoot.

    python3 examples/numpy_peer.py peer            # writes data, weights, a spec and NumPy's own losses to the folder peer
    surefoot run peer/run.yaml --out peer/run      # runs the same in Surefoot
    python3 examples/numpy_peer.py peer --compare  # compares the two, step by step

The data and the weights come from NumPy, and nothing is scaled on the way: the matrices in weights.npz are the papers'
W_1, ..., W_N, the learning rate is theirs, and the network maps x to a_N W_N ... W_1 x with a_N = (n_1 ... n_N)^(-1/2).
"""

import csv
import pathlib
import sys

import numpy

INPUTS, OUTPUTS, SAMPLES = 20, 3, 40
HIDDEN = [32, 24]
STEPS = 200
LEARNING_RATE = 0.008

SPEC = f"""\
data: {{ file: data.npz }}                 # arrays X and Y, a sample per row
network: {{ kind: deep-linear, widths: {HIDDEN} }}
initialization: {{ file: weights.npz }}    # arrays W1, W2, ...
loss: squared                            # (1/2) ||prediction - Y||^2
method: {{ kind: gradient-descent, learningRate: {LEARNING_RATE} }}
steps: {STEPS}
"""


def descend(x, y, weights):
    """The losses of STEPS steps; x and y hold a sample per column."""
    scale = numpy.prod([w.shape[0] for w in weights]) ** -0.5
    losses = []
    for step in range(STEPS + 1):
        forward = [x]
        for w in weights:
            forward.append(w @ forward[-1])
        residual = scale * forward[-1] - y
        losses.append(0.5 * numpy.sum(residual**2))
        backward = scale * residual
        gradients = []
        for w, below in zip(reversed(weights), reversed(forward[:-1])):
            gradients.append(backward @ below.T)
            backward = w.T @ backward
        weights = [w - LEARNING_RATE * g for w, g in zip(weights, reversed(gradients))]
    return losses


def write(folder):
    random = numpy.random.default_rng(2024)
    x = random.standard_normal((INPUTS, SAMPLES))
    y = random.standard_normal((OUTPUTS, INPUTS)) @ x + random.standard_normal((OUTPUTS, SAMPLES))
    widths = [INPUTS, *HIDDEN, OUTPUTS]
    weights = [random.standard_normal((below, above)).T for below, above in zip(widths, widths[1:])]
    folder.mkdir(parents=True, exist_ok=True)
    numpy.savez(folder / "data.npz", X=x.T, Y=y.T)
    numpy.savez(folder / "weights.npz", **{f"W{i + 1}": w for i, w in enumerate(weights)})
    (folder / "run.yaml").write_text(SPEC)
    with open(folder / "losses.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["step", "loss"])
        writer.writerows((step, repr(float(loss))) for step, loss in enumerate(descend(x, y, weights)))


def compare(folder):
    ours = numpy.genfromtxt(folder / "losses.csv", delimiter=",", names=True)["loss"]
    theirs = numpy.genfromtxt(folder / "run" / "trajectory.csv", delimiter=",", names=True)["loss"]
    worst = numpy.max(numpy.abs(theirs / ours - 1))
    print(f"{'agree' if worst <= 1e-11 else 'DIFFER'}: the losses of {STEPS} steps differ by at most {worst:.1e}, relative")
    return 0 if worst <= 1e-11 else 1


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else sys.exit(__doc__)
    sys.exit(compare(target) if "--compare" in sys.argv[2:] else write(target))
