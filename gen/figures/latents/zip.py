"""A picture, its latent, and what comes back."""

import numpy as np
from PIL import Image

from gen.diffusion.check import Array
from gen.diffusion.likeness import psnr, ssim
from gen.figures.latents._painting import evaluation
from gen.figures.latents._pictures import pictures, shown
from gen.nets import autoencoder
from gen.nets.autoencoder import CHANNELS, N
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel

AMPLIFIED = 2  # times, in the picture of the difference
THUMB = 18  # pixels along a side of a thumbnail: 18 · 18 · 3 numbers, about as many as a latent's


def figure(factor: int = 4, start: int = 1) -> Frames:
    """Six pictures through the autoencoder. `numbers`: how much it keeps of each, and how few
    numbers it keeps it in."""
    named = pictures()
    network, x = autoencoder.load(factor), np.stack([*named.values()])
    z = network.encode(x).astype(np.float64)
    back = np.clip(network.decode(z), -1, 1)
    decibels = [psnr(a, b) for a, b in zip(x, back, strict=True)]
    alike = [ssim(a, b) for a, b in zip(x, back, strict=True)]
    names = [name.split()[-1] for name in named]
    thumbs = [thumbnail(one) for one in x]
    found = evaluation(f"autoencoder{factor}")["scenes"]
    return Frames(
        panels=[
            Panel(x, "the picture", "x", "signal"),
            Panel(shown(z), "its latent, four channels", "z", "signal"),
            Panel(back, "what comes back", r"\hat{x}", "guess"),
            Panel(AMPLIFIED * (back - x), f"the difference × {AMPLIFIED}", r"\hat{x} - x", "noise"),
        ],
        steps=Steps(
            [*named],
            start=start,
            per_second=1,
            unit="picture",
            readouts=[
                Readout("PSNR, dB", decibels, "guess", ".1f", "peak signal-to-noise ratio"),
                Readout("SSIM", alike, "guess", ".3f", "structural similarity, 1 is the same"),
            ],
        ),
        across=(4, 2),
        numbers={
            "values": N * N * 3,
            "kept": network.side**2 * CHANNELS,
            "times": N * N * 3 // (network.side**2 * CHANNELS),
            "side": network.side,
            "channels": CHANNELS,
            "picture_side": N,
            "megabytes": autoencoder.file_of(factor).stat().st_size / 1e6,
            "amplified": AMPLIFIED,
            "zipped": len(named),
            "unseen": found["pictures"],
            "unseen_psnr": found["psnr"],
            "unseen_ssim": found["ssim"],
            "thumb_psnr": float(np.mean([psnr(a, b) for a, b in zip(x, thumbs, strict=True)])),
            "thumb_ssim": float(np.mean([ssim(a, b) for a, b in zip(x, thumbs, strict=True)])),
            "mean_psnr": float(np.mean(decibels)),
            "mean_ssim": float(np.mean(alike)),
            "thumb_side": THUMB,
            **{f"psnr_{name}": d for name, d in zip(names, decibels, strict=True)},
            **{f"ssim_{name}": s for name, s in zip(names, alike, strict=True)},
        },
    )


def thumbnail(picture: Array) -> Array:
    """A picture (64, 64, 3) made small by a Lanczos filter, and large again by a bicubic one."""
    pixels = Image.fromarray(np.round((picture + 1) * 127.5).astype(np.uint8))
    small = pixels.resize((THUMB, THUMB), Image.Resampling.LANCZOS)
    return np.asarray(small.resize((N, N), Image.Resampling.BICUBIC), np.float64) / 127.5 - 1
