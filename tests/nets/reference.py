"""What PyTorch says of the lab's network, kept in grid.npz for the tests that run without it.

    python -m tests.nets.reference        (with the Python of `make train`: .venv-train/bin/python)

writes it again. The weights are random, and every part of the network counts.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import schedules
from gen.diffusion.denoisers import learned
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets import grid

FILE = Path(__file__).with_name("grid.npz")
STEPS = 20
KEPT = [0, 1, 2, 5, 10, 15, 19, 20]  # of the trajectory
Predict = Callable[[npt.ArrayLike, npt.ArrayLike], npt.NDArray[np.float32]]


def weights(seed: int = 5) -> grid.Weights:
    """Weights as of a trained network, none of them 0: N(0, 1/inputs), and biases N(0, 0.1²)."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, shape in grid.shapes().items():
        scale = 0.1 if name.endswith(".b") else shape[-1] ** -0.5
        found[name] = np.float32(scale) * rng.standard_normal(shape, np.float32)
    return found


def inputs(B: int = 6, seed: int = 6) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """x_t (B, 32, 32) and ᾱ (B,), from static to a clean picture, both ends among them."""
    xt = np.random.default_rng(seed).standard_normal((B, grid.N, grid.N), np.float32)
    return xt, np.linspace(0, 1, B)


def trajectory(predict: Predict, seed: int = 7) -> npt.NDArray[np.float64]:
    """Two pictures led back from static by DDIM: the states KEPT of 20 steps, (8, 2, 32, 32)."""
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    xt = np.random.default_rng(seed).standard_normal((2, grid.N, grid.N))
    states = [step.xt for step in ddim(learned(predict, "v"), xt, trailing(STEPS, abar), abar)]
    return np.stack([states[i] for i in KEPT])


def peer(weights: grid.Weights) -> Predict:
    """The same network in PyTorch, in single precision."""
    import torch

    from gen.train.grid import forward

    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}

    def predict(xt: npt.ArrayLike, abar: npt.ArrayLike) -> npt.NDArray[np.float32]:
        with torch.no_grad():
            x = torch.as_tensor(np.asarray(xt, np.float32))
            return forward(tensors, x, torch.as_tensor(np.asarray(abar))).numpy()

    return predict


def make() -> dict[str, np.ndarray]:
    """What grid.npz holds: the inputs, PyTorch's answer to them, and where its DDIM went."""
    theirs = peer(weights())
    xt, abar = inputs()
    path = trajectory(theirs).astype(np.float32)
    return {"xt": xt, "abar": abar, "v": theirs(xt, abar), "path": path}


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())  # type: ignore[arg-type]
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
