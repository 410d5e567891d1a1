"""What PyTorch says of the autoencoders, kept in autoencoder.npz for tests without it.

    .venv-train/bin/python -m tests.nets.autoencoder_reference    (the Python of `make train`)

writes it again. The weights are random, and every part of the networks counts.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.nets import autoencoder
from gen.nets.layers import Weights

FILE = Path(__file__).with_name("autoencoder.npz")


def weights(factor: int, seed: int = 5) -> Weights:
    """Weights as of a trained network, none of them 0: N(0, 1/inputs), and biases N(0, 0.1²)."""
    rng = np.random.default_rng([seed, factor])
    found = {}
    for name, shape in autoencoder.shapes(factor).items():
        scale = 0.1 if name.endswith(".b") else shape[-1] ** -0.5
        found[name] = np.float32(scale) * rng.standard_normal(shape, np.float32)
    return found | {"latent.deviation": np.array([0.5, 1, 1.5, 2], np.float32)}


def pictures(seed: int = 6) -> npt.NDArray[np.float32]:
    """Two pictures in [−1, 1] that look like nothing."""
    return np.random.default_rng(seed).uniform(-1, 1, (2, 64, 64, 3)).astype(np.float32)


def peer(weights: Weights, x: npt.ArrayLike, factor: int) -> tuple[npt.NDArray[np.float32], ...]:
    """PyTorch's mean and logarithm of the variance of x, and its picture of that mean."""
    import torch

    from gen.train.autoencoder import decode, encode

    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}
    with torch.no_grad():
        seen = torch.as_tensor(np.asarray(x, np.float32)).permute(0, 3, 1, 2)
        mean, log_variance = encode(tensors, seen, factor)
        found = (mean, log_variance, decode(tensors, mean, factor))
    return tuple(t.permute(0, 2, 3, 1).numpy() for t in found)


def make() -> dict[str, np.ndarray]:
    """What autoencoder.npz holds."""
    found = {}
    for factor in autoencoder.ENCODER:
        answers = peer(weights(factor), pictures(), factor)
        for name, answer in zip(("mean", "log_variance", "picture"), answers, strict=True):
            found[f"{name}{factor}"] = answer
    return found


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())  # type: ignore[arg-type]
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
