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


def figure(seeds: int = 6, start: int = 0) -> Frames:
    """Four prompts from seeds 1, 2, …, none left out: above 32 × 32, below 64 × 64.

    `numbers`: what `make evaluate` found of both networks.
    """
    asked = [prompt for prompt in PROMPTS for _ in range(seeds)]
    each = [*range(1, seeds + 1)] * len(PROMPTS)
    small = pixels.painted(asked, static(each))[-1].xt
    large = decoded(painted(asked, each)[-1].xt)
    panels = [
        Panel(part, prompt if not row else "", role="signal")
        for row, of in enumerate((doubled(small), large))
        for prompt, part in zip(PROMPTS, of.reshape(len(PROMPTS), seeds, N, N, 3), strict=True)
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
        across=(len(PROMPTS), len(PROMPTS)),
        rows=[f"in pixels, {N // 2} × {N // 2}", f"in latents, {N} × {N}"],
        numbers=numbers,
    )


def doubled(pictures: Array) -> Array:
    """Every pixel of pictures (B, H, W, 3) as four."""
    return np.asarray(pictures).repeat(2, axis=1).repeat(2, axis=2)
