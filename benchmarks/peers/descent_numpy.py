"""Descent in NumPy. Its one way is `in-place`: every product into a buffer of its own."""

import sys

try:
    import numpy
except ImportError:
    sys.exit("NumPy is not installed for this interpreter.")

import blas
import descent_peer


def in_place(setting):
    inputs, targets, weights = setting.inputs, setting.targets, [layer.copy() for layer in setting.layers]
    depth = len(weights)
    forward = [inputs] + [numpy.empty((w.shape[0], inputs.shape[1]), w.dtype) for w in weights]
    backward = [numpy.empty_like(h) for h in forward]
    changes = [numpy.empty_like(w) for w in weights]
    residual = backward[depth].reshape(-1)
    transposed = [w.T for w in weights]
    kind = inputs.dtype.type
    scale, rates = kind(setting.scale), [kind(rate) for rate in setting.rates]

    # Bound once: looking names up costs as much as a product of this size.
    dot, multiply, subtract = numpy.dot, numpy.multiply, numpy.subtract

    def step():
        for i in range(depth):
            dot(weights[i], forward[i], forward[i + 1])
        multiply(forward[depth], scale, forward[depth])
        subtract(forward[depth], targets, backward[depth])
        loss = dot(residual, residual) / 2
        multiply(backward[depth], scale, backward[depth])
        for i in range(depth - 1, -1, -1):
            if i > 0:
                dot(transposed[i], backward[i + 1], backward[i])
            dot(backward[i + 1], forward[i].T, changes[i])
            multiply(changes[i], rates[i], changes[i])
            subtract(weights[i], changes[i], weights[i])
        return loss

    return step


descent_peer.serve(f"NumPy {numpy.__version__}, {blas.describe()}", {"in-place": in_place})
