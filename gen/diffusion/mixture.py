"""A distribution whose best denoiser is known: a mixture of equal round Gaussians."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, exact


@dataclass(frozen=True)
class Mixture:
    """K Gaussians, each as likely as the others: centres `means` (K, D), one `deviation` s ≥ 0."""

    means: Array
    deviation: float

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """`n` fresh points, (n, D). Raises ValueError."""
        which = check.generator("rng", rng).integers(len(self.means), size=check.count("n", n))
        noise = rng.standard_normal((n, self.means.shape[1]))
        return self.means[which] + self.deviation * noise

    def denoiser(self) -> Denoiser:
        """E[x0 | x_t], exactly."""
        return exact(self.means, self.deviation)

    def density(self, x: npt.ArrayLike, abar_t: float) -> Array:
        """p_t(x) at x (B, D): Gaussians at √ᾱ m with the variance ᾱ s² + 1 − ᾱ along each axis.

        Eq. 4 of Ho et al. 2020 (arXiv:2006.11239), averaged over x0. Returns (B,).
        """
        (x,) = check.alike(x=x)
        v = abar_t * self.deviation**2 + 1 - abar_t
        square = ((x[:, None] - np.sqrt(abar_t) * self.means) ** 2).sum(axis=-1)  # (B, K)
        D = self.means.shape[1]
        return np.exp(-square / (2 * v)).mean(axis=1) / (2 * np.pi * v) ** (D / 2)
