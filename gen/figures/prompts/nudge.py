"""The strength of the nudge: two guesses at the noise, their difference, and what it does."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import eps_hat, learned
from gen.figures.prompts._painting import LEVELS, painted
from gen.nets import painter
from gen.nets.painter import CFG_SCALE, STEPS
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import static

PROMPT = "a white horse in the meadow by day"
SCALES = (0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10)


def figure(seed: int = 7, step: int = 6) -> Frames:
    """At one step, ε̂ without the prompt and with it, their difference, and the guided sum; and the
    picture that the whole way ends in, for each scale.

    Eq. 6 of Ho & Salimans 2022 (arXiv:2207.12598). All ε̂ are made from the same x_t.
    """
    network = painter.load()
    xt = painted([PROMPT], static([seed]))[step].xt
    abar = float(LEVELS[step])
    untold, told = (
        eps_hat(xt, abar, learned(network.predict([prompt]), "v")(xt, abar))[0]
        for prompt in ("", PROMPT)
    )
    sums = np.stack([untold + scale * (told - untold) for scale in SCALES])
    ends = [painted([PROMPT], static([seed]), scale)[-1].xt[0] for scale in SCALES]
    difference = told - untold
    far = 4 * difference.std()

    def still(picture: Array) -> Array:
        """The same for every scale."""
        return np.repeat(picture[None], len(SCALES), axis=0)

    eps = r"\hat\varepsilon"
    return Frames(
        panels=[
            Panel(still(untold), "told nothing", eps, "noise", -3, 3),
            Panel(still(told), "told the prompt", eps, "noise", -3, 3),
            Panel(still(difference), "the difference", "", "guess", -far, far),
            Panel(sums, "the guided sum", eps, "noise", -3, 3),
            Panel(np.stack(ends), "what comes of it", "x_0", "guess"),
        ],
        steps=Steps(
            [f"{scale:g}" for scale in SCALES],
            start=SCALES.index(CFG_SCALE),
            per_second=2,
            unit="scale",
            readouts=[
                Readout("size of the sum", np.sqrt((sums**2).mean(axis=(1, 2, 3))), "noise"),
            ],
        ),
        across=(5, 2),
        numbers={
            "nudge_step": step,
            "nudge_steps": STEPS,
            "nudge_prompt": PROMPT,
            "scale": CFG_SCALE,
            "difference": float(np.sqrt((difference**2).mean())),
        },
    )
