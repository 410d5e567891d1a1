"""U-Net or transformer: three networks that were taught the same scenes equally long."""

import json
from pathlib import Path

import numpy as np

from gen.diffusion.check import Array
from gen.nets import painter
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps

CHOICE: Path = painter.WEIGHTS.with_name("choice.json")  # by gen/train/choose.py
NETWORKS = {"unet": "U-Net", "transformer": "transformer", "joined": "both"}
DASHES = {"unet": (1.5, 2), "transformer": (5, 2), "joined": ()}


def figure() -> Chart:
    """The mean squared error in v on unseen scenes, by the noise in them, beside that of "joined".

    From gen/weights/scenes/choice.json. `numbers`: for each network its weights, the batches that
    it got through, and the mean of its errors; the seconds that each was given, and by how much the
    worst of them errs more than the best.
    """
    found = json.loads(CHOICE.read_text(encoding="utf-8"))
    levels = sorted(int(t) for t in found["joined"]["errors"])
    noise = (np.array(levels) + 1) / 1000
    errors: dict[str, Array] = {
        name: np.array([found[name]["errors"][str(t)] for t in levels]) for name in NETWORKS
    }
    means = [float(e.mean()) for e in errors.values()]
    beside = {name: e / errors["joined"] - 1 for name, e in errors.items()}
    # Even tenths that hold all of it, and some of either side
    low = min(-0.1, float(np.floor(10 * min(b.min() for b in beside.values())) / 10))
    high = max(0.2, float(np.ceil(10 * max(b.max() for b in beside.values())) / 10))

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.1, 0.13, 0.61, 0.75) if wide else (0.22, 0.09, 0.72, 0.62))
        for i, (name, label) in enumerate(NETWORKS.items()):
            across, up = (1.05, 0.9 - 0.12 * i) if wide else (0.0, 1.36 - 0.1 * i)
            (one,) = axes.plot(noise, beside[name], color=ink("guess"))
            (two,) = axes.plot([across, across + 0.08], [up, up], color=ink("guess"), clip_on=False,
                               transform=axes.transAxes)  # fmt: skip
            for drawn in (one, two):
                if DASHES[name]:
                    drawn.set_dashes(DASHES[name])
            axes.text(across + 0.1, up, label, color=ink("guess"), va="center",
                      transform=axes.transAxes)  # fmt: skip
        axes.set(xlim=(0, 1), ylim=(low, high))
        grid(axes, [0, 0.5, 1], [low, 0, high])
        axes.set_xticklabels(["clean", "½", "static"])
        axes.get_xticklabels()[0].set_ha("left")
        axes.get_xticklabels()[-1].set_ha("right")
        axes.set_yticklabels([percent(low), "as both", percent(high)])
        axes.text(0, 1.05, "error in v, beside that of both", color=ink("soft"),
                  transform=axes.transAxes)  # fmt: skip
        return [Mark(axes, noise, np.zeros(len(noise)), "soft", "vertical")]

    return Chart(
        title="The error of three networks, by the noise in the picture",
        draw=draw,
        sizes={"wide": (900, 320), "narrow": (320, 420)},
        steps=Steps(
            [str(t + 1) for t in levels],
            start=len(levels) // 2,
            per_second=2,
            unit="noise level",
            readouts=[
                Readout(label, errors[name], "guess", ".3f", words=f"error of the {label}")
                for name, label in NETWORKS.items()
            ],
        ),
        numbers={
            "choice_seconds": float(found["joined"]["seconds"]),
            "choice_levels": len(levels),
            "choice_spread": float(max(means) / min(means) - 1),
            **{f"choice_{name}_error": float(errors[name].mean()) for name in NETWORKS},
            **{f"choice_{name}_batches": int(found[name]["steps"]) for name in NETWORKS},
            **{f"choice_{name}_weights": found[name]["weights"] / 1e6 for name in NETWORKS},
        },
    )


def percent(share: float) -> str:
    """Such as +20 %, with a minus and a space as they should be."""
    return f"{share:+.0%}".replace("-", "−").replace("%", "\N{NARROW NO-BREAK SPACE}%")
