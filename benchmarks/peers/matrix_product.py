"""Times square products in NumPy: reads lines "n type" from standard input; answers GFLOP/s, a line each.

The thread count must be in OPENBLAS_NUM_THREADS before NumPy is loaded, so the caller sets it.
"""
import sys
import time

import numpy as np

for line in sys.stdin:
    n, kind = line.split()
    n = int(n)
    generator = np.random.default_rng(1)
    a = generator.standard_normal((n, n)).astype(kind)
    b = generator.standard_normal((n, n)).astype(kind)
    c = np.empty_like(a)
    np.matmul(a, b, out=c)
    repeats = max(1, int(2e10 / (2 * n**3)))
    begin = time.perf_counter()
    for _ in range(repeats):
        np.matmul(a, b, out=c)
    seconds = (time.perf_counter() - begin) / repeats
    print(f"{2 * n**3 / seconds / 1e9:.1f}", flush=True)
