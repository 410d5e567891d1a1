"""Teaches the network that paints what it is told, with PyTorch: `make train MODEL=scenes`.

    python -m gen.train.scenes [--steps N] [--batch N] [--seed N] [--precision no|bf16] [--fresh]
    accelerate launch -m gen.train.scenes …         (on several GPUs, or several machines)

Goes on from the last checkpoint in .cache/train/scenes, unless it is of another set-up. Writes
gen/weights/scenes/weights.safetensors at its end.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator

from gen.data.scenes import WORDS
from gen.diffusion import schedules
from gen.nets import painter as nets

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("error: torch is not installed; `make train` installs it beside the site's")

from gen.train import painter, sheets
from gen.train.batches import Lesson, Lessons, loader
from gen.train.training import ROOT, Network, Pace, Training, accelerated, status

FOLDER = ROOT / ".cache" / "train" / "scenes"
PACE = Pace(rate=1e-3, again=2 / 3, height=0.7)
STEPS = 24000
ABAR = torch.as_tensor(schedules.alphas_cumprod(schedules.cosine(1000)))


def learn(training: Training, lessons: Iterable[Lesson]) -> Iterator[float]:
    """Learn from one batch after another: Algorithm 1 of Ho et al. 2020 (arXiv:2006.11239), with v.

    The network sees the drowned pictures and what they are called; one in ten is not told. Yields
    the loss of each batch.
    """
    for lesson in lessons:
        x0, words, share, eps = (part.to(training.accelerator.device) for part in lesson)
        abar = levels(share)
        signal, noise = (s.float()[:, None, None, None] for s in (abar.sqrt(), (1 - abar).sqrt()))
        xt = (signal * x0 + noise * eps).contiguous(memory_format=torch.channels_last)
        v = training.model(xt, abar, words)
        loss = F.mse_loss(v, signal * eps - noise * x0)
        training.descend(loss)
        yield loss.item()


def levels(share: torch.Tensor) -> torch.Tensor:
    """ᾱ (B,) of the steps that lie so far along the schedule, from 0 (clean) to 1 (static)."""
    return ABAR.to(share.device)[(share * len(ABAR)).long()]


def options(description: str, steps: int) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=("no", "bf16"), default="bf16")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw scenes")
    parser.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")
    return parser.parse_args()


def main() -> int:
    """Train, or go on training, and keep what was learned."""
    asked = options("Teach the network that paints what it is told.", STEPS)
    setup = {k: getattr(asked, k) for k in ("steps", "batch", "seed", "precision")}
    accelerator = accelerated(asked.precision)

    def train() -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        network = Network(painter.initial(len(WORDS), asked.seed), painter.forward)
        training = Training(setup, accelerator, network, PACE, FOLDER)
        if not asked.fresh:
            training.load()
        rank, processes = accelerator.process_index, accelerator.num_processes
        lessons = Lessons(asked.steps, asked.batch, asked.seed, rank, processes)
        training.run(learn(training, loader(lessons, training.step, asked.workers)), sheets.sheet)
        training.keep(nets.WEIGHTS, {"words": " ".join(WORDS)})

    return status(train)


if __name__ == "__main__":
    sys.exit(main())
