"""The distributions of points that the demos know, and the network that has learned each.

Both come from one file a distribution, which the build learned (gen/train/built/plane.py).
"""

import functools
from dataclasses import dataclass
from pathlib import Path

from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.mixture import Mixture
from gen.nets import mlp, safetensors
from gen.nets.mlp import Weights

FOLDER = Path(__file__).parents[1] / "weights" / "plane"
LABELS = {
    "moons": "Two moons",
    "spiral": "Spiral",
    "ring": "Ring",
    "checkerboard": "Checkerboard",
    "swiss_roll": "Swiss roll",
    "heart": "Heart",
    "star": "Star",
    "cat": "Cat",
    "letters": "Letters",
}
WEIGHTS = {name: FOLDER / name / "weights.safetensors" for name in LABELS}


@dataclass(frozen=True)
class Plane:
    """What is known of a distribution: itself, and the weights of the network that learned it."""

    truth: Mixture
    weights: Weights

    def exact(self) -> Denoiser:
        """The best guess that there is."""
        return self.truth.denoiser()

    def learned(self) -> Denoiser:
        """The guess of the network."""
        return learned(mlp.predict(self.weights), "v")


@functools.cache
def plane(name: str) -> Plane:
    """The distribution `name`, a key of LABELS. Raises KeyError, OSError, ValueError."""
    tensors = safetensors.load(WEIGHTS[name])
    truth = Mixture(tensors.pop("means"), float(tensors.pop("deviation")[0]))
    return Plane(truth, tensors)
