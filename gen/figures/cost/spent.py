"""Twelve steps spent in five ways, as pictures: what each gets wrong."""

from gen.diffusion import samplers
from gen.diffusion.check import Array
from gen.diffusion.spacing import trailing
from gen.figures.cost.where import BUDGET, WAYS
from gen.figures.prompts.seven import PROMPTS
from gen.nets import painter
from gen.render.figure import Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import ABAR, static

BLOCK = 8  # pixels a side: what their means say is coarse, the rest is fine
LABELS = {
    "even": "even",
    "early": "at static",
    "late": "at the clean end",
    "karras": "Karras",
    "whole": "Karras, all the way",
}


def figure(pictures: int = 6, many: int = 64, start: int = 0) -> Frames:
    """DDIM from the static of seeds 1, 2, … for as many prompts, none left out.

    `numbers`: for each way of spending the steps, the mean squared difference to the same seed's
    picture of `many` even steps, its coarse part (means of BLOCK × BLOCK pixels) and the rest.
    """
    prompts, seeds = PROMPTS[:pictures], range(1, pictures + 1)
    denoise, xt = painter.load().denoiser(prompts), static(seeds)
    best = end(denoise, xt, trailing(many, ABAR))
    ends = {name: end(denoise, xt, way(BUDGET, ABAR)) for name, way in WAYS.items()}
    parts = {name: split(x - best) for name, x in ends.items()}
    return Frames(
        panels=[Panel(x, LABELS[name], role="guess") for name, x in ends.items()]
        + [Panel(best, f"{many} even steps", role="signal")],
        steps=Steps([str(seed) for seed in seeds], start=start, per_second=1, unit="seed"),
        across=(3, 2),
        numbers={
            "spent_pictures": pictures,
            "spent_many": many,
            "block": BLOCK,
            **{f"coarse_{name}": float(coarse.mean()) for name, (coarse, _) in parts.items()},
            **{f"fine_{name}": float(fine.mean()) for name, (_, fine) in parts.items()},
            **{
                f"fine_share_{name}": float(fine.mean() / (coarse.mean() + fine.mean()))
                for name, (coarse, fine) in parts.items()
            },
        },
    )


def end(denoise, xt: Array, timesteps: Array) -> Array:
    """Where DDIM leads static xt (B, 32, 32, 3)."""
    *_, last = samplers.ddim(denoise, xt, timesteps, ABAR)
    return last.xt


def split(difference: Array) -> tuple[Array, Array]:
    """The mean square of the coarse part of pictures (B, H, W, C), and of the rest: (B,) each.

    The coarse part has the mean of every block of BLOCK × BLOCK pixels; the two mean squares add
    up to that of the whole.
    """
    B, H, W, C = difference.shape
    blocks = difference.reshape(B, H // BLOCK, BLOCK, W // BLOCK, BLOCK, C)
    means = blocks.mean(axis=(2, 4), keepdims=True)
    coarse = (means**2).mean(axis=(1, 2, 3, 4, 5))
    return coarse, ((blocks - means) ** 2).mean(axis=(1, 2, 3, 4, 5))
