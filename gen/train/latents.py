"""Teaches the network that paints what it is told to paint latents: `make train MODEL=latents`.

    python -m gen.train.latents [--steps N] [--batch N] [--seed N] [--precision no|bf16] [--fresh]

The loop is that of scenes.py. Its pictures are of 64 × 64, and it sees what the autoencoder makes
of them. Goes on from the last checkpoint in .cache/train/latents, unless it is of another set-up.
Writes gen/weights/latents/weights.safetensors at its end.
"""

import sys
from collections.abc import Iterable, Iterator

from gen.data.scenes import WORDS
from gen.files import digest
from gen.nets import autoencoder as small
from gen.nets import painter as nets

try:
    import torch
except ImportError:
    sys.exit("error: torch is not installed; `make train` installs it beside the site's")

from gen.train import autoencoder, painter, sheets
from gen.train.batches import Lesson, Lessons, loader
from gen.train.scenes import learn, options
from gen.train.training import ROOT, Network, Pace, Training, accelerated, status

FOLDER = ROOT / ".cache" / "train" / "latents"
PACE = Pace(rate=1e-3)
STEPS = 10000


class Encoder:
    """An autoencoder's first half, frozen, in PyTorch."""

    def __init__(self, network: small.Autoencoder, device: torch.device) -> None:
        self.factor = network.factor
        self.weights = {n: torch.from_numpy(w).to(device) for n, w in network.weights.items()}

    @torch.no_grad()
    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures (B, 3, 64, 64) as latents (B, 4, side, side), in units of their spread."""
        with torch.autocast(pictures.device.type, torch.bfloat16):
            seen = pictures.contiguous(memory_format=torch.channels_last)
            mean, _ = autoencoder.encode(self.weights, seen, self.factor)
        middle, deviation = (
            self.weights[f"latent.{name}"][:, None, None] for name in ("mean", "deviation")
        )
        return (mean.float() - middle) / deviation


def encoded(encoder: Encoder, lessons: Iterable[Lesson], device: torch.device) -> Iterator[Lesson]:
    """The same lessons about latents."""
    for lesson in lessons:
        yield lesson._replace(x0=encoder(lesson.x0.to(device)))


def main() -> int:
    """Train, or go on training, and keep what was learned."""
    asked = options("Teach the network that paints to paint latents.", STEPS)
    setup = {k: getattr(asked, k) for k in ("steps", "batch", "seed", "precision")}
    accelerator = accelerated(asked.precision)

    def train() -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        setup["autoencoder"] = digest(small.file_of(4))  # latents of another one mean nothing
        encoder = Encoder(small.load(4), accelerator.device)
        begun = painter.initial(len(WORDS), asked.seed, nets.LATENTS)
        training = Training(setup, accelerator, Network(begun, painter.forward), PACE, FOLDER)
        if not asked.fresh:
            training.load()
        rank, processes = accelerator.process_index, accelerator.num_processes
        lessons = Lessons(asked.steps, asked.batch, asked.seed, rank, processes, nets.LATENTS)
        drawn = loader(lessons, training.step, asked.workers)
        seen = encoded(encoder, drawn, accelerator.device)
        training.run(learn(training, seen), sheets.sheet)
        training.keep(nets.LATENT_WEIGHTS, {"words": " ".join(WORDS)})

    return status(train)


if __name__ == "__main__":
    sys.exit(main())
