"""Does it copy? The painted pictures that are nearest to one of its training, beside that one."""

import numpy as np

from gen.figures.prompts._painting import evaluation, painted
from gen.nets import painter, safetensors
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel
from gen.train.lesson import learned_picture
from gen.train.tested import static

SPACES = {"pixel": "by pixel", "feature": "by feature"}


def figure() -> Frames:
    """The closest pairs that `make evaluate` found, painted and drawn again.

    By pixel: the root mean square of values in [−1, 1]. By feature: in what the judge makes of a
    picture before it names anything.
    """
    found = evaluation()["copies"]
    about = safetensors.about(painter.WEIGHTS)
    seed, batch = int(about["seed"]), int(about["batch"])
    pairs = {space: found["closest"][space] for space in SPACES}
    panels, readouts = [], []
    for space, label in SPACES.items():
        *_, last = painted(
            [pair["prompt"] for pair in pairs[space]],
            static([pair["seed"] for pair in pairs[space]]),
        )
        learned = [learned_picture(seed, p["step"], batch, p["place"]) for p in pairs[space]]
        panels += [
            Panel(last.xt, "painted", role="guess"),
            Panel(np.stack(learned), f"nearest {label}", role="truth"),
        ]
        distances = [pair["distance"] for pair in pairs[space]]
        readouts.append(Readout(f"apart {label}", distances, form=".2f"))
    return Frames(
        panels=panels,
        steps=Steps(
            range(1, len(pairs["pixel"]) + 1), per_second=1, unit="pair", readouts=readouts
        ),
        across=(4, 2),
        numbers={
            "copies_painted": found["pictures"],
            "copies_learned": found["learned"],
            **{
                f"{who}_{space}_{which}": found[who][space][which]
                for who in ("painted", "real")
                for space in SPACES
                for which in ("least", "median")
            },
        },
    )
