"""The model card of the network that paints, from what was measured: a part of `make evaluate`.

What was measured comes from evaluation.json, what was taught from the weights' own header, and what
led to this network from choice.json. Only what nobody can compute is written here.
"""

import json
from typing import Any

from gen.files import write
from gen.nets import painter, safetensors
from gen.train.tested import NAMES

FILE = painter.WEIGHTS.with_name("README.md")
CHOICE = painter.WEIGHTS.with_name("choice.json")
NETWORKS = {
    "unet": "U-Net",
    "transformer": "transformer on patches of 4 × 4",
    "joined": "convolutions round a transformer, this network",
}
KINDS = {
    "combinations": "held-out combinations",
    "pairs": "held-out pairs",
    "trained": "trained combinations",
}


def keep(found: dict[str, Any]) -> None:
    """Write the card, once every part has been measured."""
    if {"bars", "distance", "copies", "steps", "guidance"} <= found.keys():
        write(FILE, card(found).encode())


def card(found: dict[str, Any]) -> str:
    """The card as Markdown; `found` is what evaluation.json holds."""
    about = safetensors.about(painter.WEIGHTS)
    return "\n".join([*_taught(about), *_measured(found), *_told(about)]) + "\n"


def percent(share: float) -> str:
    """A share with one decimal, and a space before the sign."""
    return f"{share * 100:.1f} %"


def _taught(about: dict[str, str]) -> list[str]:
    weights = sum(w.size for w in safetensors.load(painter.WEIGHTS).values())
    megabytes = painter.WEIGHTS.stat().st_size / 1e6
    words = len(about["words"].split())
    steps, batch, seed = int(about["steps"]), about["batch"], about["seed"]
    minutes = float(about["seconds"]) / 60
    return [
        "# The network that paints what it is told",
        "",
        "A text-to-image diffusion model for 32 × 32 pixels: a transformer of two layers reads the "
        "prompt; convolutions round a transformer with cross-attention name $v$. Forward pass: "
        "`gen/nets/text.py` and `gen/nets/painter.py`, in NumPy. "
        f"{weights:,} weights in half precision, {megabytes:.1f} MB; the file's header holds its "
        f"{words} words.",
        "",
        "- **Data.** Captioned scenes of `gen/data/scenes.py`, drawn anew for every batch: 16 "
        "subjects in up to six hands each, nine colours or the drawing's own, five places, three "
        "times. One in 17 of the four-part combinations and nine whole pairs of subject and colour "
        "are never drawn for it; tests hold that. The drawings are by the artists of six icon "
        "sets: see THIRD_PARTY.md.",
        f"- **Training.** `make train`, which is `gen/train/scenes.py`: {steps:,} batches of "
        f"{batch} from seed {seed}, cosine schedule of 1000 steps, noise levels crowded about the "
        "middle, one prompt in ten left out, AdamW at 1e-3 with a warm-up and half a cosine down "
        "to 0 over two thirds of the way, and once more from 7e-4 over the rest, gradients clipped "
        "at 1, the average of the weights with a decay of 0.999, bfloat16 where PyTorch thinks it "
        "safe. About 0.27 s a batch on two cores that are all but quiet (AMD EPYC, PyTorch "
        f"2.13.0, CPU); this run shared them and took {minutes:.0f} minutes. Last loss in $v$: "
        f"{about['loss']}.",
    ]


def _measured(found: dict[str, Any]) -> list[str]:
    bars, distance, copies = found["bars"], found["distance"], found["copies"]
    steps, guidance = found["steps"], found["guidance"]
    pairs = zip(guidance["scales"], guidance["points"], strict=True)
    scales = "; ".join(f"{scale:g}: {percent(point['share'])}" for scale, point in pairs)
    return [
        f"- **Measured** by `make evaluate`: {bars['each']:,} pictures each, {bars['steps']} steps "
        f"of DDIM, guidance {bars['cfg_scale']:g}, read by [the judge](../judge/README.md); in "
        "brackets the 95 % interval. All figures, those below too, are in `evaluation.json`.",
        "",
        "| asked for | all four right | subject | colour | place | time |",
        "|---|---|---|---|---|---|",
        *(row(label, bars[kind]) for kind, label in KINDS.items()),
        "",
        f"- **Fréchet distance** in the judge's features, {distance['pictures']:,} pictures: "
        f"painted to real {distance['painted']:.2f}, real to real {distance['real']:.2f}, static "
        f"to real {distance['noise']:.0f}.",
        f"- **Copies.** Nearest of the last {copies['learned']:,} training pictures, median over "
        f"{copies['pictures']}: by pixel {copies['painted']['pixel']['median']:.3f}, real unseen "
        f"scenes {copies['real']['pixel']['median']:.3f}; by feature "
        f"{copies['painted']['feature']['median']:.2f}, real "
        f"{copies['real']['feature']['median']:.2f}.",
        f"- **Guidance**, {guidance['pictures']} pictures a scale, all four right: {scales}.",
        f"- **Steps**, {steps['pictures']} pictures a point, all four right with "
        f"{', '.join(map(str, steps['steps']))} steps:",
        "",
        f"| sampler | {' | '.join(map(str, steps['steps']))} |",
        f"|---|{'---|' * len(steps['steps'])}",
        *(
            f"| {label} | {' | '.join(percent(point['share']) for point in steps[name])} |"
            for name, label in NAMES.items()
        ),
        "",
    ]


def row(label: str, shares: dict[str, dict[str, float]]) -> str:
    """A row of the table: what was asked for, and how often it was there."""
    every = shares["all"]
    interval = f"({percent(every['low'])} to {percent(every['high'])})"
    parts = " | ".join(
        percent(shares[part]["share"]) for part in ("subject", "colour", "place", "time")
    )
    return f"| {label} | {percent(every['share'])} {interval} | {parts} |"


def _chosen(found: dict[str, Any]) -> str:
    """What led to this network; `found` is what choice.json holds."""
    each = "; ".join(
        f"{label} ({found[name]['weights'] / 1e6:.1f} M weights) "
        f"{sum(found[name]['errors'].values()) / len(found[name]['errors']):.3f} after "
        f"{found[name]['steps']:,} batches"
        for name, label in NETWORKS.items()
    )
    seconds = found["joined"]["seconds"]
    return (
        "- **Chosen** by teaching networks of about the same cost a guess the same lessons for a "
        "few minutes, and then asking all about unseen scenes at ten noise levels. "
        f"`gen/train/choose.py` repeats that, with {seconds:.0f} seconds of one core for each. "
        f"Mean squared error in $v$: {each}."
    )


def _told(about: dict[str, str]) -> list[str]:
    return [
        _chosen(json.loads(CHOICE.read_text(encoding="utf-8"))),
        f"- **Limits.** It knows {len(about['words'].split())} words. Outlines are rougher than in "
        "the scenes that it learned from; legs, heads and wings come out of place most often.",
        "- **Licence.** MIT for the weights, like the code.",
    ]
