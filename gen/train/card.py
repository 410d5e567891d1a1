"""The model card of the network that paints, from what was measured: a part of `make evaluate`.

What was measured comes from evaluation.json, what was taught from the weights' own header. Only
what nobody can compute is written here.
"""

from typing import Any

from gen.files import write
from gen.nets import painter, safetensors
from gen.train.tested import NAMES

FILE = painter.WEIGHTS.with_name("README.md")
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


def _told(about: dict[str, str]) -> list[str]:
    return [
        "- **Chosen** by teaching four networks of about the same cost a guess the same lessons "
        "for 240 seconds each on two cores, with other light work beside them, and then asking all "
        "about 256 unseen scenes at ten noise levels. Mean squared error in $v$: U-Net (3.8 M "
        "weights) 0.151 after 757 batches, and still 0.151 after 909 with learned places; "
        "transformer on patches of 4 × 4 (3.4 M) 0.146 after 969; convolutions round a transformer "
        "of four blocks (3.1 M) 0.139 after 898, of three blocks (2.5 M) 0.135 after 1,069, the "
        "lowest of all at every level. So the joined one was taken, with four blocks, for the long "
        "training. Noise levels crowded about the middle made the error there a tenth smaller for "
        "the same time. `gen/train/choose.py` repeats the comparison (its network has no learned "
        "places at 16 × 16, which these had).",
        f"- **Limits.** It knows {len(about['words'].split())} words. Outlines are rougher than in "
        "the scenes that it learned from; legs, heads and wings come out of place most often.",
        "- **Licence.** MIT for the weights, like the code.",
    ]
