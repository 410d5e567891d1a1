"""What an autoencoder keeps of pictures that it has not seen, and its model card.

    python -m gen.train.kept

`make train MODEL=autoencoder` does the same at its end. Writes evaluation.json and README.md
beside the weights of each. What was measured comes from evaluation.json, what was taught from the
weights' own header; only what nobody can compute is written here.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from gen.data import photograph, scenes
from gen.diffusion.likeness import psnr, ssim
from gen.files import digest, write
from gen.nets import autoencoder, counting, safetensors
from gen.nets.autoencoder import CHANNELS, N

MANY, CHUNK, SEED = 500, 50, 12345


def measured(factor: int) -> dict[str, Any]:
    """Means of PSNR and SSIM over unseen scenes, and of the photograph's eye, which no training
    sees."""
    weights, rng = autoencoder.file_of(factor), np.random.default_rng(SEED)
    network = autoencoder.load(factor, weights)
    found = []
    for _ in range(MANY // CHUNK):
        x = scenes.batch(CHUNK, rng, N).pictures / 127.5 - 1
        found += [likeness(a, b) for a, b in zip(x, there_and_back(network, x), strict=True)]
    eye = photograph.eye()[None]
    decibels, alike = likeness(eye[0], there_and_back(network, eye)[0])
    means = np.mean(found, axis=0)
    return {
        "weights": digest(weights),
        "scenes": {"pictures": MANY, "psnr": float(means[0]), "ssim": float(means[1])},
        "eye": {"psnr": decibels, "ssim": alike},
    }


def there_and_back(network: autoencoder.Autoencoder, x: np.ndarray) -> np.ndarray:
    """What the network keeps of pictures (B, 64, 64, 3)."""
    return np.clip(network.decode(network.encode(x)), -1, 1)


def likeness(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """PSNR and SSIM."""
    return psnr(a, b), ssim(a, b)


def file(factor: int, name: str) -> Path:
    """A file beside the weights."""
    return autoencoder.file_of(factor).with_name(name)


def keep(factor: int) -> None:
    """Measure, and write what was found and the card."""
    found = measured(factor)
    write(file(factor, "evaluation.json"), json.dumps(found, indent=1).encode() + b"\n")
    write(file(factor, "README.md"), card(factor, found).encode())


def card(factor: int, found: dict[str, Any]) -> str:
    """The card as Markdown; `found` is what evaluation.json holds."""
    weights = autoencoder.file_of(factor)
    about = safetensors.about(weights)
    count = sum(w.size for w in safetensors.load(weights).values())
    side, minutes = N // factor, float(about["seconds"]) / 60
    steps, scene, eye = int(about["steps"]), found["scenes"], found["eye"]
    times = 3 * N * N // (side * side * CHANNELS)
    lines = [
        f"# The autoencoder that keeps one number of {times}",
        "",
        f"A convolutional variational autoencoder: {N} × {N} pixels of three colours become a "
        f"latent of {side} × {side} places with {CHANNELS} numbers each, and a picture again. "
        f"Forward pass: `gen/nets/autoencoder.py`, in NumPy. {count:,} weights in half precision, "
        f"{weights.stat().st_size / 1e6:.1f} MB. {counting.encode(factor) / 1e6:.0f} million "
        f"products to encode a picture, {counting.decode(factor) / 1e6:.0f} million to decode it.",
        "",
        "- **Data.** Scenes of `gen/data/scenes.py`, drawn anew for every batch, and for every "
        "fourth picture a crop of the photograph of a cat (Chelsea, by Stéfan van der Walt, CC0). "
        "Its left eye is never shown. The drawings in the scenes are by the artists of six icon "
        "sets: see THIRD_PARTY.md.",
        f"- **Training.** `make train MODEL=autoencoder ARGS=--factor={factor}`, which is "
        f"`gen/train/autoencoder.py`: {steps:,} batches of {about['batch']} from seed "
        f"{about['seed']}, absolute error plus a thousandth of the divergence from a Gaussian, "
        "AdamW at 2e-3 with a warm-up and half a cosine down to 0, the average of the weights with "
        f"a decay of 0.999. It took {minutes:.0f} minutes on two cores (AMD EPYC, PyTorch 2.13.0, "
        "CPU), shared with other work.",
        f"- **Measured** on {scene['pictures']} scenes that it has not seen: "
        f"PSNR {scene['psnr']:.1f} dB, SSIM {scene['ssim']:.3f}, means. On the eye: "
        f"{eye['psnr']:.1f} dB and {eye['ssim']:.3f}.",
        "- **Limits.** It knows these drawings and one cat. Lines of a pixel, letters and faces "
        "come back smeared, and what it puts in their place may look like something that was "
        "never there.",
        "- **Licence.** MIT for the weights, like the code.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure both."""
    try:
        for factor in autoencoder.ENCODER:
            keep(factor)
            print(file(factor, "README.md").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
