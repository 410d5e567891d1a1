"""Teaches the network that paints what it is told, with PyTorch: `make train MODEL=scenes`.

    python -m gen.train.scenes [--steps N] [--batch N] [--seed N] [--precision no|bf16] [--fresh]
    accelerate launch -m gen.train.scenes …         (on several GPUs, or several machines)

Goes on from the last checkpoint in .cache/train/scenes, unless it is of another set-up. Writes
gen/weights/scenes/weights.safetensors at its end.
"""

import argparse
import io
import json
import math
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from gen.data.scenes import WORDS
from gen.diffusion import schedules
from gen.files import write
from gen.nets import painter as nets
from gen.nets import safetensors

try:
    import torch
    import torch.nn.functional as F
    from accelerate import Accelerator
except ImportError as error:
    sys.exit(f"error: {error.name} is not installed; `make train` installs it beside the site's")

from gen.train import painter, sheets
from gen.train.batches import Lesson, Lessons, loader
from gen.train.layers import Tensors, half

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "train" / "scenes"
CHECKPOINT = FOLDER / "checkpoint.pt"
RATE, WARM_UP, DECAY = 1e-3, 300, 0.999
AGAIN, HEIGHT = 2 / 3, 0.7  # when, of all steps, the rate rises again, and how high of RATE
LINE, SHEET = 100, 1000  # steps between lines and checkpoints, and between sheets


class Painter(torch.nn.Module):
    """The weights as a module, so that `accelerate` can place them and share their gradients."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        for name, w in painter.initial(len(WORDS), seed).items():
            self.register_parameter(name.replace(".", "/"), torch.nn.Parameter(w))

    def tensors(self) -> Tensors:
        """The weights by the names that `gen.nets.painter` has for them."""
        return {name.replace("/", "."): w for name, w in self.named_parameters()}

    def forward(self, xt: torch.Tensor, abar: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        return painter.forward(self.tensors(), xt, abar, tokens)


class Training:
    """Everything that changes, and what it needs to go on exactly where it was."""

    def __init__(self, setup: dict, accelerator: Accelerator) -> None:
        self.setup, self.accelerator = setup, accelerator
        model = Painter(setup["seed"])
        adam = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.99), weight_decay=0.01)
        self.model, self.adam = accelerator.prepare(model, adam)
        self.weights = accelerator.unwrap_model(self.model).tensors()
        self.average = {name: w.detach().clone() for name, w in self.weights.items()}
        self.step, self.seconds = 0, 0.0
        self.losses: list[tuple[int, float]] = []
        abar = schedules.alphas_cumprod(schedules.cosine(1000))
        self.abar = torch.as_tensor(abar, device=accelerator.device)

    def levels(self, share: torch.Tensor) -> torch.Tensor:
        """ᾱ (B,) of the steps that lie so far along the schedule, from 0 (clean) to 1 (static)."""
        return self.abar[(share * len(self.abar)).long()]

    def descend(self, loss: torch.Tensor) -> None:
        """One step of AdamW down the slope of the loss, and the average of the weights."""
        for group in self.adam.param_groups:
            group["lr"] = RATE * self._share()
        self.adam.zero_grad()
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self.model.parameters(), 1.0)
        self.adam.step()
        self.step += 1
        decay = min(DECAY, self.step / (self.step + 10))
        for name, w in self.weights.items():
            self.average[name].lerp_(w.detach(), 1 - decay)

    def _share(self) -> float:
        """Of the rate: warm up, half a cosine down to 0; then a restart, and down to 0 once more.

        Loshchilov and Hutter 2017 (arXiv:1608.03983), Eq. 5.
        """
        steps = self.setup["steps"]
        again = round(AGAIN * steps)
        if self.step < again:
            return min(1.0, (self.step + 1) / WARM_UP) * _half_cosine(self.step / again)
        return HEIGHT * _half_cosine((self.step - again) / (steps - again))

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "setup": self.setup,
            "weights": self.weights,
            "average": self.average,
            "adam": self.adam.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "losses": self.losses,
        }
        content = io.BytesIO()  # torch.save itself says RuntimeError where a disk is full
        torch.save(state, content)
        write(CHECKPOINT, content.getvalue())

    def load(self) -> bool:
        """Go on from the checkpoint, if there is one of this very set-up."""
        if not CHECKPOINT.is_file():
            return False
        state = torch.load(CHECKPOINT, map_location=self.accelerator.device, weights_only=True)
        if state["setup"] != self.setup:
            self.say(f"the checkpoint is of another set-up, {state['setup']}: beginning anew")
            return False
        with torch.no_grad():
            for name, w in self.weights.items():
                w.copy_(state["weights"][name])
                self.average[name].copy_(state["average"][name])
        self.adam.load_state_dict(state["adam"])
        self.step, self.seconds, self.losses = state["step"], state["seconds"], state["losses"]
        return True

    def run(self, workers: int) -> None:
        """Train to the end, with a line and a checkpoint, and a sheet, at intervals."""
        rank, processes = self.accelerator.process_index, self.accelerator.num_processes
        steps, batch, seed = (self.setup[name] for name in ("steps", "batch", "seed"))
        lessons = Lessons(steps, batch, seed, rank, processes)
        began, total = time.perf_counter() - self.seconds, 0.0
        for loss in learn(self, loader(lessons, self.step, workers)):
            total += loss
            if self.step % LINE and self.step != steps:
                continue
            self.seconds = time.perf_counter() - began
            before = self.losses[-1][0] if self.losses else 0
            mean = total / (self.step - before)  # of the last stretch, which may be shorter
            self.losses.append((self.step, mean))
            total, left = 0.0, self.seconds / self.step * (steps - self.step)
            self.say(f"step {self.step} of {steps}: loss {mean:.4f}, {_minutes(self.seconds)}, "
                     f"{_minutes(left)} to go")  # fmt: skip
            if self.accelerator.is_main_process:
                self.save()
                if self.step % SHEET == 0 or self.step == steps:
                    sheets.sheet(half(self.average), FOLDER / f"sheet-{self.step:06}.png")

    def say(self, line: str) -> None:
        """Print, once for all processes."""
        if self.accelerator.is_main_process:
            print(line, flush=True)


def learn(training: Training, lessons: Iterable[Lesson]) -> Iterator[float]:
    """Learn from one batch after another: Algorithm 1 of Ho et al. 2020 (arXiv:2006.11239), with v.

    The network sees the drowned pictures and what they are called; one in ten is not told. Yields
    the loss of each batch.
    """
    for lesson in lessons:
        x0, words, share, eps = (part.to(training.accelerator.device) for part in lesson)
        abar = training.levels(share)
        signal, noise = (s.float()[:, None, None, None] for s in (abar.sqrt(), (1 - abar).sqrt()))
        xt = (signal * x0 + noise * eps).contiguous(memory_format=torch.channels_last)
        v = training.model(xt, abar, words)
        loss = F.mse_loss(v, signal * eps - noise * x0)
        training.descend(loss)
        yield loss.item()


def _half_cosine(share: float) -> float:
    """From 1 at 0 down to 0 at 1."""
    return math.cos(math.pi / 2 * share) ** 2


def _minutes(seconds: float) -> str:
    return f"{seconds // 60:.0f}:{seconds % 60:02.0f} min"


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Teach the network that paints what it is told.")
    parser.add_argument("--steps", type=int, default=24000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=("no", "bf16"), default="bf16")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw scenes")
    parser.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")
    return parser.parse_args()


def main() -> int:
    """Train, or go on training, and keep what was learned."""
    asked = options()
    torch.use_deterministic_algorithms(True)
    setup = {k: getattr(asked, k) for k in ("steps", "batch", "seed", "precision")}
    accelerator = Accelerator(mixed_precision=asked.precision, cpu=not torch.cuda.is_available())
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        training = Training(setup, accelerator)
        if not asked.fresh and training.load():
            training.say(f"going on from step {training.step}")
        training.run(asked.workers)
        about = {k: str(v) for k, v in setup.items()} | {
            "words": " ".join(WORDS),
            "seconds": f"{training.seconds:.0f}",
            "loss": f"{training.losses[-1][1]:.4f}",
            "device": accelerator.device.type,
        }
        if accelerator.is_main_process:
            write(nets.WEIGHTS, safetensors.dump(half(training.average), about))
            write(FOLDER / "losses.json", json.dumps(training.losses).encode())
    except OSError as error:
        print(f"error: {error}: is the disk full? The last checkpoint is whole.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    training.say(f"{nets.WEIGHTS.relative_to(ROOT)}: {nets.WEIGHTS.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
