"""The same particles on the paths of three models, from static to two moons.

In five seconds a reader must see: from the same places, the first two kinds of paths are bent, each
in its own way, and the third are straight.
"""

import numpy as np

from gen.diffusion.paths import straightness
from gen.figures.flow._models import TRUTH, Walk, again, batches, ddim, line, states
from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points
from gen.train.built.flow import PARTNERS

MODELS: dict[str, tuple[str, Walk]] = {
    "arc": ("diffusion", ddim),
    "line": ("flow matching", line),
    "again": ("flow matching, taught again", again),
}


def figure(n: int = 44, steps: int = 60, measured: int = 2000, seed: int = 4) -> Points:
    """`n` particles from one static, in `steps` steps: DDIM, and Euler's method for the flows.

    Song et al. 2020 (arXiv:2010.02502), Eq. 12; Liu et al. 2022 (arXiv:2209.03003), Eq. 1 and
    their reflow. `numbers`: the length of `measured` such paths over the distance of their ends,
    and how far from each other the first two models' ends are, in the mean.
    """
    x = np.random.default_rng(seed).standard_normal((measured, 2))
    walks = {key: states(walk(x, steps)) for key, (_, walk) in MODELS.items()}
    cloud = np.repeat(TRUTH.sample(500, np.random.default_rng(0))[None], steps + 1, axis=0)
    ends = np.linalg.norm(walks["arc"][-1] - walks["line"][-1], axis=1)
    return Points(
        panels=[
            Panel([Group(cloud, "truth"), Group(walks[key][:, :n], "guess", "paths")],
                  label, "", "guess")
            for key, (label, _) in MODELS.items()
        ],
        steps=Steps(range(steps + 1), start=steps, per_second=15),
        extent=2.6,
        numbers={
            **{f"straight_{key}": straightness(walk) for key, walk in walks.items()},
            "same_end": float(np.median(ends)),
            "paths": measured,
            "lines_shown": n,
            "partners": PARTNERS,
            "batches": batches(),
        },
    )  # fmt: skip
