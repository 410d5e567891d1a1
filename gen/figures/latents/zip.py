"""A picture, its latent, and what comes back."""

import numpy as np

from gen.diffusion.likeness import psnr, ssim
from gen.figures.latents._pictures import pictures, shown
from gen.nets import autoencoder
from gen.nets.autoencoder import CHANNELS, N
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel

AMPLIFIED = 2  # times, in the picture of the difference


def figure(factor: int = 4, start: int = 1) -> Frames:
    """Six pictures through the autoencoder. `numbers`: how much it keeps of each, and how few
    numbers it keeps it in."""
    named = pictures()
    network, x = autoencoder.load(factor), np.stack([*named.values()])
    z = network.encode(x)
    back = np.clip(network.decode(z), -1, 1)
    decibels = [psnr(a, b) for a, b in zip(x, back, strict=True)]
    alike = [ssim(a, b) for a, b in zip(x, back, strict=True)]
    names = [name.split()[-1] for name in named]
    return Frames(
        panels=[
            Panel(x, "the picture", "x", "signal"),
            Panel(shown(z), "its latent, four channels", "z", "guess"),
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
            **{f"psnr_{name}": d for name, d in zip(names, decibels, strict=True)},
            **{f"ssim_{name}": s for name, s in zip(names, alike, strict=True)},
        },
    )
