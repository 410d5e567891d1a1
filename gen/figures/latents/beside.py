"""The same prompts, painted in pixels and painted in latents."""

import numpy as np

from gen.diffusion.check import Array
from gen.figures.latents._painting import decoded, evaluation, painted
from gen.figures.prompts import _painting as pixels
from gen.nets import painter, safetensors
from gen.nets.autoencoder import N
from gen.render.figure import Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import static

PROMPTS = (
    "a red car in the mountains at sunset",
    "a white horse in the meadow by day",
    "a castle in the snow at night",
    "a purple house by the sea by day",
)
KINDS = ("trained", "combinations", "pairs")


def figure(seeds: int = 4, start: int = 0) -> Frames:
    """Four prompts from seeds 1, 2, …, none left out: of 32 × 32 and of 64 × 64.

    `numbers`: what `make evaluate` found of both networks.
    """
    asked = [prompt for prompt in PROMPTS for _ in range(seeds)]
    each = [*range(1, seeds + 1)] * len(PROMPTS)
    small = pixels.painted(asked, static(each))[-1].xt
    large = decoded(painted(asked, each)[-1].xt)
    panels = [
        Panel(of.reshape(len(PROMPTS), seeds, N, N, 3)[i], label, role="signal")
        for i, prompt in enumerate(PROMPTS)
        for of, label in ((doubled(small), prompt), (large, "the same, in latents"))
    ]
    numbers: dict[str, float | int | str] = {"beside_seeds": seeds}
    for name, key in (("scenes", "pixels"), ("latents", "latents")):
        found = evaluation(name)
        for kind in KINDS:
            numbers[f"{key}_{kind}"] = found["bars"][kind]["all"]["share"]
        numbers[f"{key}_distance"] = found["distance"]["painted"]
        numbers["real_distance"] = found["distance"]["real"]
        numbers["each"], numbers["counted"] = found["bars"]["each"], found["distance"]["pictures"]
    about = safetensors.about(painter.LATENT_WEIGHTS)
    numbers["latents_batches"] = int(about["steps"])
    numbers["pixels_batches"] = int(safetensors.about(painter.WEIGHTS)["steps"])
    numbers["latents_minutes"] = float(about["seconds"]) / 60
    numbers["latents_megabytes"] = painter.LATENT_WEIGHTS.stat().st_size / 1e6
    return Frames(
        panels=panels,
        steps=Steps([str(seed) for seed in range(1, seeds + 1)], start, 1, unit="seed"),
        across=(4, 2),
        numbers=numbers,
    )


def doubled(pictures: Array) -> Array:
    """Every pixel of pictures (B, H, W, 3) as four."""
    return np.asarray(pictures).repeat(2, axis=1).repeat(2, axis=2)
