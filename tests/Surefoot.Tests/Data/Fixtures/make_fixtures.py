"""Writes the NumPy files beside this script: python3 make_fixtures.py (made with NumPy 1.24)."""
import os

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

numbers = np.array([[0, 1, 2], [100, 4, 5]])
fractions = np.array([[0.1, -2.5, 1e-3], [1 / 3, 4.0, 1e300]])

# One array of every type; the name of an array is its type.
types = ["i1", "u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", ">i2", ">i4", ">i8", ">u2", ">u4", ">u8"]
arrays = {t: numbers.astype(t) for t in types}
arrays |= {t: fractions.astype(t) for t in ["<f8", ">f8"]}
arrays |= {t: np.where(fractions > 1e30, 3, fractions).astype(t) for t in ["<f4", ">f4"]}
arrays["b1"] = numbers > 1
np.savez("types.npz", **arrays)

# Refused types and shapes.
np.savez(
    "refused.npz",
    object=np.array([1, "a", None], dtype=object),
    text=np.array(["a", "b"]),
    complex=np.array([1j]),
    half=np.array([1.0], dtype="<f2"),
    record=np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4")]),
    scalar=np.array(3.0),
    cube=np.zeros((2, 2, 2)),
)

# Orders, dimensions, format versions.
np.save("c-order.npy", fractions)
np.save("fortran-order.npy", np.asfortranarray(fractions))
np.save("one-dimension.npy", np.array([1.5, 2.5, 3.5], dtype="<f4"))
np.save("no-entries.npy", np.zeros((0, 3)))
for version in [(2, 0), (3, 0)]:
    with open(f"version-{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, fractions, version=version)

# Data: five samples, three inputs, two targets; and one target as an array of one dimension.
x = np.arange(15.0).reshape(5, 3) / 8
y = np.stack([x.sum(axis=1), x[:, 0] - 1], axis=1)
np.savez("rows.npz", X=x, Y=y)
np.savez_compressed("columns-deflated.npz", X=x.T, Y=y.T)
np.savez("one-target.npz", X=x, Y=y[:, 0])
np.savetxt("savetxt.csv", np.hstack([x, y]), delimiter=",", header="a,b,c,y1,y2", comments="")
