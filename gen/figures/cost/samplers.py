"""One prompt, one static: what each sampler has made of it after 1, 2, 4 … 64 steps."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.guidance import clipped
from gen.diffusion.spacing import trailing
from gen.figures.cost._counted import COUNTS, guesses
from gen.nets import painter
from gen.nets.painter import CFG_SCALE
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import ABAR, SAMPLERS, SHORT, static

WORDS = 2  # every guess is asked for with the prompt and without


def figure(prompt: str = "a castle in the meadow by day", seed: int = 7, start: int = 2) -> Frames:
    """The result of every sampler of gen/diffusion/samplers.py for every number of steps.

    The steps are those of `spacing.trailing`, guided as everywhere on this site. `numbers`: how
    far two of the pictures are apart at most, as a root mean square of their values.
    """
    denoise, xt = told(prompt), static([seed])
    ends = {
        name: np.stack([end(name, denoise, xt, steps, seed) for steps in COUNTS]) for name in SHORT
    }
    asked = {name: [WORDS * guesses(name, steps) for steps in COUNTS] for name in SHORT}
    left = np.array([rms(ends["ddim"][i] - ends["ddim"][-1]) for i in range(len(COUNTS))])
    return Frames(
        panels=[Panel(ends[name], label, role="signal") for name, label in SHORT.items()],
        steps=Steps(
            [str(count) for count in COUNTS],
            start=start,
            per_second=2,
            unit="steps",
            readouts=[
                Readout("guesses", asked["ddim"], "guess", "d", "times that the network is asked"),
                Readout("by Heun", asked["heun"], "guess", "d", "times that it is asked by Heun"),
                Readout("DDIM off its end", left, form=".2f", words="distance of DDIM's picture "
                        "to the one of most steps"),
            ],
        ),
        across=(5, 3),
        numbers={
            "prompt": prompt,
            "seed": seed,
            "most": COUNTS[-1],
            "asked_most": asked["ddim"][-1],
            "asked_heun_most": asked["heun"][-1],
            "same_euler": max(rms(a - b) for a, b in zip(ends["ddim"], ends["euler"], strict=True)),
            "far_ddpm": rms(ends["ddim"][-1] - ends["ddpm"][-1]),
            "far_heun": rms(ends["ddim"][-1] - ends["heun"][-1]),
            "left_one": float(left[0]),
            "left_eight": float(left[COUNTS.index(8)]),
        },
    )  # fmt: skip


def told(prompt: str) -> Denoiser:
    """The guided denoiser of one picture; with the prompt and without at once, which is faster."""
    both = learned(painter.load().predict([prompt, ""]), "v")

    def denoise(xt: Array, abar_t: float) -> Array:
        with_it, without = both(np.repeat(xt, 2, axis=0), abar_t)
        return (without + CFG_SCALE * (with_it - without))[None]

    return clipped(denoise)


def end(sampler: str, denoise: Denoiser, xt: Array, steps: int, seed: int) -> Array:
    """The picture (32, 32, 3) that a sampler ends at."""
    *_, last = SAMPLERS[sampler](denoise, xt, trailing(steps, ABAR), seed)
    return last.xt[0]


def rms(difference: Array) -> float:
    """The root of the mean square."""
    return float(np.sqrt((difference**2).mean()))
