"""NumPy's side of the comparison of matrix products.

Reads one request a line, `operation type size inner seconds`, does the operation again and again for about that long,
and answers with the seconds one operation took. The first line written says what runs. Operations:

    square    C = A B, all size x size
    forward   Y = W X, W size x size, X size x inner
    backward  Y = W^T D
    update    W -= 1e-3 D H^T
"""

import sys
import time

import numpy

import blas


def operation(name, kind, size, inner):
    generator = numpy.random.default_rng(1)

    def random(*shape):
        return generator.uniform(-0.5, 0.5, shape).astype(kind)

    if name == "square":
        a, b, c = random(size, size), random(size, size), numpy.empty((size, size), kind)
        return lambda: numpy.matmul(a, b, out=c)

    # As many weights as a deep network has, so that they come from memory and not from a cache.
    weights = [random(size, size) for _ in range(max(1, int(1e8 / (size * size * kind().itemsize))))]
    thin, result = random(size, inner), numpy.empty((size, inner), kind)
    other, change = random(inner, size), numpy.empty((size, size), kind)
    turn = iter(())

    def following():
        nonlocal turn
        found = next(turn, None)
        if found is None:
            turn = iter(weights)
            found = next(turn)
        return found

    def update():
        numpy.matmul(thin, other, out=change)
        numpy.multiply(change, kind(1e-3), out=change)
        w = following()
        numpy.subtract(w, change, out=w)

    return {
        "forward": lambda: numpy.matmul(following(), thin, out=result),
        "backward": lambda: numpy.matmul(following().T, thin, out=result),
        "update": update,
    }[name]


def main():
    print(f"NumPy {numpy.__version__}, {blas.describe()}", flush=True)
    ready = {}
    for line in sys.stdin:
        name, kind, size, inner, seconds = line.split()
        key = name, kind, size, inner
        if key not in ready:
            ready.clear()
            ready[key] = operation(name, {"f32": numpy.float32, "f64": numpy.float64}[kind], int(size), int(inner))
            ready[key]()
        run, count = ready[key], 0
        begin = time.perf_counter()
        while True:
            run()
            count += 1
            elapsed = time.perf_counter() - begin
            if elapsed >= float(seconds):
                break
        print(elapsed / count, flush=True)


main()
