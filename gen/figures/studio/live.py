"""The studio: a prompt of one's own, painted in the browser."""

import json
from pathlib import Path

from gen.live import demo
from gen.live.studio import FOR_LATENTS, WORDS, studio
from gen.nets import autoencoder, painter
from gen.nets.text import LENGTH
from gen.render.live import Live

BENCH = Path(__file__).resolve().parents[3] / "bench" / "results" / "latest.json"


def figure() -> Live:
    """The demo `studio` with its result at the defaults."""
    controls = {control.name: control.declaration() for control in demo.of(studio).controls}
    found = json.loads(BENCH.read_text(encoding="utf-8"))
    here, budgets = found["machine"], found["budgets"]
    return Live(
        demo=studio,
        numbers={
            "prompt": controls["prompt"]["default"],
            "seed": controls["seed"]["default"],
            "steps": controls["steps"]["default"],
            "scale": controls["cfg_scale"]["default"],
            "strength": controls["strength"]["default"],
            "words": len(WORDS),
            "longest": LENGTH - 1,
            "side": painter.N,
            "megabytes": painter.WEIGHTS.stat().st_size / 1e6,
            "picture_s": budgets["picture"]["measured"],
            "machine": f"{here['processor']}, {here['cores']} cores, {here['system']}",
            "browser": " ".join(here["browser"].split()[:2]),
            "latent_side": autoencoder.N,
            "latent_shape": " × ".join(map(str, painter.LATENTS)),
            "latent_megabytes": sum(file.stat().st_size for file in FOR_LATENTS) / 1e6,
            "latent_picture_s": budgets["latent_picture"]["measured"],
        },
    )
