"""What the figures share that show the network for latents at work."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from gen.diffusion import samplers
from gen.diffusion.check import Array
from gen.diffusion.samplers import Step
from gen.figures.prompts._painting import TIMESTEPS
from gen.nets import autoencoder, painter
from gen.nets.painter import LATENT_WEIGHTS, LATENTS
from gen.train.tested import ABAR, static

EVALUATIONS = {
    name: autoencoder.FOLDER / name / "evaluation.json"
    for name in ("scenes", "latents", "autoencoder4", "autoencoder8")
}
FACTOR = 4  # of the autoencoder whose latents it paints


def painted(prompts: Sequence[str], seeds: Sequence[int]) -> list[Step]:
    """The way back from the static of each seed, guided by a prompt for each: STEPS + 1 moments
    of latents (B, 16, 16, 4), by DDIM, as in the lesson on prompts."""
    denoise = painter.load(LATENT_WEIGHTS).denoiser(prompts)
    return list(samplers.ddim(denoise, static(seeds, LATENTS), TIMESTEPS, ABAR))


def decoded(latents: Array) -> Array:
    """The pictures (B, 64, 64, 3) of latents."""
    return np.clip(autoencoder.load(FACTOR).decode(latents), -1, 1)


def evaluation(name: str) -> dict[str, Any]:
    """What `make evaluate` found of "latents", "scenes", "autoencoder4" or "autoencoder8"."""
    return json.loads(EVALUATIONS[name].read_text(encoding="utf-8"))
