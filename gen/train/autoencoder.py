"""Teaches an autoencoder, with PyTorch: `make train MODEL=autoencoder ARGS=--factor=4`.

    python -m gen.train.autoencoder [--factor 4|8] [--steps N] [--batch N] [--seed N]
                                    [--precision no|bf16] [--fresh]

Learns from captioned scenes, without their captions, and from crops of a photograph. Goes on from
the last checkpoint in .cache/train/autoencoder4 or 8. Writes at its end the weights into
gen/weights/autoencoder4, or 8, and beside them what it keeps of pictures, and its card.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from gen.data import photograph, scenes
from gen.nets import autoencoder as nets

try:
    import torch
    import torch.nn.functional as F
    from torch.utils.data import Dataset
except ImportError:
    sys.exit("error: torch is not installed; `make train` installs it beside the site's")

from gen.train import kept as measure
from gen.train import layers
from gen.train.batches import loader
from gen.train.layers import Tensors, conv, fold, linear, norm, plain, unfold
from gen.train.sheets import tiled
from gen.train.training import ROOT, Network, Pace, Training, accelerated, status

FOLDER = ROOT / ".cache" / "train"
PACE = Pace(rate=2e-3)
BETA = (
    1e-3  # how much the divergence weighs, for each number of the latent, against each of a pixel
)
PHOTOGRAPHED = 0.25  # the share of crops of a photograph; the others are scenes
STEPS = 4000
ENDS = ("conv2", "decoder.out")  # so that every block begins as the identity, and it says grey
MEASURED = 2000  # scenes, for the mean and the deviation of latents


def encode(weights: Tensors, x: torch.Tensor, factor: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`gen.nets.autoencoder.encode` again: (B, 3, 64, 64) → (B, 4, side, side), twice."""
    for name, blocks in nets.levels("encoder", factor):
        x = linear(weights, f"{name}.in", fold(x))
        for block in blocks:
            x = plain(weights, block, x)
    mean, log_variance = conv(weights, "encoder.out", F.silu(norm(x))).chunk(2, dim=1)
    return mean, log_variance


def decode(weights: Tensors, z: torch.Tensor, factor: int) -> torch.Tensor:
    """`gen.nets.autoencoder.decode` again: (B, 4, side, side) → (B, 3, 64, 64)."""
    x = conv(weights, "decoder.in", z)
    for name, blocks in reversed(nets.levels("decoder", factor)):
        for block in blocks:
            x = plain(weights, block, x)
        if name == "decoder1":
            return unfold(conv(weights, "decoder.out", F.silu(norm(x))))
        x = unfold(linear(weights, f"{name}.up", x))
    raise AssertionError("the finest level is the last")


def loss(weights: Tensors, x: torch.Tensor, noise: torch.Tensor, factor: int) -> torch.Tensor:
    """How much of x is lost, and how much a latent says.

        |x − x̂| + BETA · ½ (μ² + σ² − 1 − ln σ²),   x̂ = decode(μ + σ · noise)

    Means over all numbers: minus Eq. 10 of Kingma & Welling 2014 (arXiv:1312.6114), where x is
    x̂ and noise of a Laplace distribution, up to a factor and a constant.
    """
    mean, log_variance = (half.float() for half in encode(weights, x, factor))
    log_variance = log_variance.clamp(-16, 4)
    z = mean + (log_variance / 2).exp() * noise
    lost = (decode(weights, z, factor).float() - x).abs().mean()
    says = (mean**2 + log_variance.exp() - 1 - log_variance).mean() / 2
    return lost + BETA * says


class Lessons(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Lesson i: pictures (B, 3, 64, 64) in [−1, 1], and noise for their latents."""

    def __init__(self, asked: argparse.Namespace, rank: int = 0, processes: int = 1) -> None:
        self.steps, self.batch, self.seed = asked.steps, asked.batch // processes, asked.seed
        self.rank, self.side = rank, nets.N // asked.factor

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.seed, step, self.rank])
        crops = photograph.crops(round(PHOTOGRAPHED * self.batch), rng)
        pictures = np.concatenate(
            [crops, scenes.batch(self.batch - len(crops), rng, nets.N).pictures]
        )
        noise = rng.standard_normal((self.batch, nets.CHANNELS, self.side, self.side), np.float32)
        return torch.from_numpy(channels_first(pictures)), torch.from_numpy(noise)


def channels_first(pictures: np.ndarray) -> np.ndarray:
    """(B, H, W, 3) of 0 to 255 → (B, 3, H, W) in [−1, 1]."""
    return pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(127.5) - 1


def learn(
    training: Training, lessons: Iterable[tuple[torch.Tensor, torch.Tensor]]
) -> Iterator[float]:
    """Learn from one batch after another; yields the loss of each."""
    for lesson in lessons:
        x, noise = (part.to(training.accelerator.device) for part in lesson)
        found = training.model(x.contiguous(memory_format=torch.channels_last), noise)
        training.descend(found)
        yield found.item()


def spread(kept: dict[str, np.ndarray], factor: int, seed: int) -> dict[str, np.ndarray]:
    """The mean and the deviation of each channel of latents of scenes, in half precision."""
    weights = {name: w.astype(np.float32) for name, w in kept.items()}
    rng = np.random.default_rng([seed, MEASURED])
    some = [scenes.batch(100, rng, nets.N).pictures / 127.5 - 1 for _ in range(MEASURED // 100)]
    means = np.concatenate([nets.encode(weights, pictures, factor)[0] for pictures in some])
    found = {
        "latent.mean": means.mean(axis=(0, 1, 2)),
        "latent.deviation": means.std(axis=(0, 1, 2)),
    }
    return {name: w.astype(np.float16) for name, w in found.items()}


def sheet(kept: dict[str, np.ndarray], path: Path, factor: int) -> None:
    """Pictures that it has not seen, and below each what is left of it, as a picture."""
    from PIL import Image

    rng = np.random.default_rng(12345)
    seen = scenes.batch(14, rng, nets.N).pictures / 127.5 - 1
    x = np.concatenate([seen, photograph.eye()[None], photograph.crops(1, rng) / 127.5 - 1])
    weights = {name: w.astype(np.float32) for name, w in kept.items()}
    back = nets.decode(weights, nets.encode(weights, x, factor)[0], factor)
    rows = [x[:8], back[:8], x[8:], back[8:]]
    Image.fromarray(tiled(np.concatenate(rows), 8, 2)).save(path)


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Teach an autoencoder.")
    parser.add_argument("--factor", type=int, choices=tuple(nets.ENCODER), default=4)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=("no", "bf16"), default="bf16")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw pictures")
    parser.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")
    return parser.parse_args()


def main() -> int:
    """Train, or go on training, and keep what was learned."""
    asked = options()
    setup = {k: getattr(asked, k) for k in ("factor", "steps", "batch", "seed", "precision")}
    accelerator = accelerated(asked.precision)
    folder = FOLDER / f"autoencoder{asked.factor}"

    def train() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        shapes = {n: s for n, s in nets.shapes(asked.factor).items() if not n.startswith("latent.")}
        begun = layers.initial(shapes, ENDS, torch.Generator().manual_seed(asked.seed))
        network = Network(begun, lambda weights, x, noise: loss(weights, x, noise, asked.factor))
        training = Training(setup, accelerator, network, PACE, folder)
        if not asked.fresh:
            training.load()
        lessons = Lessons(asked, accelerator.process_index, accelerator.num_processes)
        training.run(
            learn(training, loader(lessons, training.step, asked.workers)),
            lambda kept, path: sheet(kept, path, asked.factor),
        )
        kept = layers.half(training.average)
        training.keep(nets.file_of(asked.factor), {}, spread(kept, asked.factor, asked.seed))
        if accelerator.is_main_process:
            measure.keep(asked.factor)

    return status(train)


if __name__ == "__main__":
    sys.exit(main())
