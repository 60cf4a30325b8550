"""A peer that descends: the conversation with the comparison, one request a line.

    open PATH            reads the archive of X (d_in x n), Y (d_out x n), the layers W1, W2, ..., the learning rate of
                         each layer in `rates` and the factor of the output in `scale`; of a residual network also the
                         fixed ends A and B; answers `ready`
    losses WAY STEPS     descends from the start and answers with the loss before each step
    time WAY SECONDS     descends from the start for about that long and answers with the seconds of one step

A way is a function of the setting that returns a function that takes one step and returns the loss before it.
"""

import sys
import time

import numpy


class Setting:
    """A start on data, as the archive has them."""

    def __init__(self, path):
        with numpy.load(path) as archive:
            self.inputs = archive["X"]
            self.targets = archive["Y"]
            self.rates = [float(rate) for rate in archive["rates"].ravel()]
            self.scale = float(archive["scale"].ravel()[0])
            self.layers = [archive[f"W{i + 1}"] for i in range(len(self.rates))]
            self.ends = (archive["A"], archive["B"]) if "A" in archive else None


def serve(description, ways, setting_type=Setting):
    print(description, flush=True)
    setting = None
    for line in sys.stdin:
        name, *words = line.rstrip("\n").split(" ", 2)
        if name == "open":
            setting = setting_type(line.rstrip("\n").split(" ", 1)[1])
            print("ready", flush=True)
            continue
        step = ways[words[0]](setting)
        if name == "losses":
            print(*[repr(float(step())) for _ in range(int(words[1]))], flush=True)
            continue
        for _ in range(2):
            step()
        count = 0
        begin = time.perf_counter()
        while True:
            step()
            count += 1
            elapsed = time.perf_counter() - begin
            if elapsed >= float(words[1]):
                break
        print(elapsed / count, flush=True)
