"""The model card of the network that paints latents: a part of `make evaluate`."""

from typing import Any

from gen.files import write
from gen.nets import counting, painter, safetensors
from gen.train.card import KINDS, row

FILE = painter.LATENT_WEIGHTS.with_name("README.md")


def keep(found: dict[str, Any]) -> None:
    """Write the card, once every part has been measured."""
    if {"bars", "distance"} <= found.keys():
        write(FILE, card(found).encode())


def card(found: dict[str, Any]) -> str:
    """The card as Markdown; `found` is what evaluation.json holds."""
    about = safetensors.about(painter.LATENT_WEIGHTS)
    count = sum(w.size for w in safetensors.load(painter.LATENT_WEIGHTS).values())
    bars, distance = found["bars"], found["distance"]
    side, _, channels = painter.LATENTS
    lines = [
        "# The network that paints latents",
        "",
        f"The network of [scenes](../scenes/README.md) once more, for latents of {side} × {side} × "
        f"{channels}, which [an autoencoder](../autoencoder4/README.md) makes of 64 × 64 pixels. "
        f"Forward pass: `gen/nets/painter.py`, in NumPy. {count:,} weights in half precision, "
        f"{painter.LATENT_WEIGHTS.stat().st_size / 1e6:.1f} MB; "
        f"{counting.guess(painter.LATENTS) / 1e6:.0f} million products a guess.",
        "",
        "- **Data.** The captioned scenes of `gen/data/scenes.py`, drawn at 64 × 64 and encoded. "
        "The same combinations and pairs are held out.",
        f"- **Training.** `make train MODEL=latents`, which is `gen/train/latents.py`: "
        f"{int(about['steps']):,} batches of {about['batch']} from seed {about['seed']}, cosine "
        "schedule of 1000 steps, AdamW at 1e-3 with a warm-up and half a cosine down to 0, the "
        "average of the weights with a decay of 0.999. It took "
        f"{float(about['seconds']) / 60:.0f} minutes on two cores (AMD EPYC, PyTorch 2.13.0, "
        f"CPU), shared with other work. Last loss in $v$: {about['loss']}.",
        f"- **Measured** by `make evaluate ARGS='--model latents'`: {bars['each']:,} pictures "
        f"each, {bars['steps']} steps of DDIM, guidance {bars['cfg_scale']:g}, decoded, halved to "
        "32 × 32 and read by [the judge](../judge/README.md); in brackets the 95 % interval.",
        "",
        "| asked for | all four right | subject | colour | place | time |",
        "|---|---|---|---|---|---|",
        *(row(label, bars[kind]) for kind, label in KINDS.items()),
        "",
        f"- **Fréchet distance** in the judge's features, {distance['pictures']:,} pictures: "
        f"painted to real {distance['painted']:.2f}, real to real {distance['real']:.2f}.",
        f"- **Limits.** It knows {len(about['words'].split())} words, and its pictures can be no "
        "sharper than what the autoencoder brings back.",
        "- **Licence.** MIT for the weights, like the code.",
    ]
    return "\n".join(lines) + "\n"
