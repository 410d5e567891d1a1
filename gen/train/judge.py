"""Teaches the network that reads scenes, with PyTorch: `make train MODEL=judge`.

    python -m gen.train.judge [--steps N] [--batch N] [--seed N]

Learns from real scenes, drawn anew for every step; writes gen/weights/judge/weights.safetensors.
It takes minutes, so it keeps no checkpoints.
"""

import argparse
import math
import sys
import time
from collections.abc import Mapping

import numpy as np

from gen.data import scenes
from gen.data.labels import PARTS
from gen.files import write
from gen.nets import judge as nets
from gen.nets import safetensors

try:
    import torch
    import torch.nn.functional as F
    from torch.utils.data import DataLoader, Dataset
except ImportError:
    sys.exit("error: PyTorch is not installed; `make train` installs it beside the site's Python")

from gen.train import layers
from gen.train.layers import Tensors, fold, half, linear, norm, plain

RATE, WARM_UP, DECAY = 2e-3, 100, 0.998
WORDS = {part: len(words) for part, words in PARTS.items()}
NOISE = 0.08  # the most that is added to a picture, so that a speck does not decide


def scores(weights: Tensors, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """`gen.nets.judge.scores` again: (B, 3, 32, 32) → (B, words) for each part."""
    for level in range(1, len(nets.WIDTHS) + 1):
        x = linear(weights, f"{level}.in", fold(x))
        x = plain(weights, str(level), x)
    seen = F.silu(norm(x)).mean(dim=(2, 3))
    return {part: linear(weights, f"reads.{part}", seen) for part in WORDS}


class Lessons(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Lesson i: pictures (B, 3, 32, 32), a little noisy, and their labels (B, 4)."""

    def __init__(self, steps: int, batch: int, seed: int):
        self.steps, self.batch, self.seed = steps, batch, seed

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.seed, step])
        pictures, labels, _ = scenes.batch(self.batch, rng)
        x = pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(127.5) - 1
        amount = (NOISE * rng.random((self.batch, 1, 1, 1))).astype(np.float32)
        x += amount * rng.standard_normal(x.shape, np.float32)
        return torch.from_numpy(x), torch.from_numpy(labels.astype(np.int64))


def train(steps: int, batch: int, seed: int, workers: int = 1) -> Tensors:
    """The averaged weights after so many steps."""
    generator = torch.Generator().manual_seed(seed)
    weights = layers.initial(nets.shapes(WORDS), ("conv2",), generator)
    for w in weights.values():
        w.requires_grad_()
    average = {name: w.detach().clone() for name, w in weights.items()}
    adam = torch.optim.AdamW(weights.values(), betas=(0.9, 0.99), weight_decay=0.02)
    began, total = time.perf_counter(), 0.0
    lessons = DataLoader(Lessons(steps, batch, seed), batch_size=None, num_workers=workers)
    for step, (x, labels) in enumerate(lessons, start=1):
        said = scores(weights, x.contiguous(memory_format=torch.channels_last))
        losses = [
            F.cross_entropy(found, labels[:, i], ignore_index=-1, label_smoothing=0.02)
            for i, found in enumerate(said.values())
        ]
        loss = torch.stack(losses).sum()
        share = min(1.0, step / WARM_UP) * math.cos(math.pi / 2 * (step - 1) / steps) ** 2
        adam.param_groups[0]["lr"] = RATE * share
        adam.zero_grad()
        loss.backward()
        adam.step()
        for name, w in weights.items():
            average[name].lerp_(w.detach(), 1 - min(DECAY, step / (step + 10)))
        total += loss.item()
        if step % 100 == 0:
            print(
                f"step {step}: loss {total / 100:.4f}, {time.perf_counter() - began:.0f} s",
                flush=True,
            )
            total = 0.0
    return average


def accuracy(weights: Mapping[str, np.ndarray], n: int, seed: int) -> dict[str, float]:
    """The share of real scenes that it has not seen where it is right, for each part.

    A scene in the drawing's own colours has no right colour, and is left out of that part.
    """
    single = {name: w.astype(np.float32) for name, w in weights.items()}
    right: dict[str, list[np.ndarray]] = {part: [] for part in WORDS}
    rng = np.random.default_rng([seed])
    for _ in range(0, n, 250):
        pictures, labels, _ = scenes.batch(250, rng)
        found = nets.scores(single, pictures / 127.5 - 1)
        for i, part in enumerate(WORDS):
            told = labels[:, i] >= 0
            right[part].append((found[part].argmax(axis=1) == labels[:, i])[told])
    return {part: float(np.concatenate(parts).mean()) for part, parts in right.items()}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Teach the network that reads scenes.")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    try:
        kept = half(train(options.steps, options.batch, options.seed))
        found = {part: f"{share:.4f}" for part, share in accuracy(kept, 5000, seed=10**6).items()}
        about = {k: str(v) for k, v in vars(options).items()} | found
        write(nets.WEIGHTS, safetensors.dump(kept, about))
    except OSError as error:
        print(f"error: {error}: is the disk full?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; nothing is kept", file=sys.stderr)
        return 130
    print(f"{nets.WEIGHTS.name}: {nets.WEIGHTS.stat().st_size / 1e6:.2f} MB, right: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
