"""What every training has in common: stopped at any step, it goes on as if it never had been.

The weights are held as a module, so that `accelerate` can place them and share their gradients:
the same script runs on a CPU, on several GPUs, and on several machines.
"""

import io
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gen.files import write
from gen.nets import safetensors

try:
    import torch
    from accelerate import Accelerator
except ImportError as error:
    sys.exit(f"error: {error.name} is not installed; `make train` installs it beside the site's")

from gen.train.layers import Tensors, half

ROOT = Path(__file__).resolve().parents[2]
LINE, SHEET = 100, 1000  # steps between lines and checkpoints, and between sheets
Setup = Mapping[str, str | int]
Forward = Callable[..., torch.Tensor]
Sheet = Callable[[dict[str, np.ndarray], Path], None]  # weights in half precision, and where to


@dataclass(frozen=True)
class Pace:
    """How fast it learns: AdamW's rate at its highest, and how slow the average of weights is.

    The rate warms up and falls to 0 as half a cosine. Where `again` is less than 1 it starts once
    more after that share of all steps, at `height` of its highest: Eq. 5 of Loshchilov and Hutter
    2017 (arXiv:1608.03983).
    """

    rate: float
    warm_up: int = 300
    decay: float = 0.999
    again: float = 1.0
    height: float = 1.0

    def at(self, step: int, steps: int) -> float:
        """The rate of a step, 0 to steps − 1."""
        again = round(self.again * steps)
        if step < again:
            return self.rate * min(1.0, (step + 1) / self.warm_up) * _half_cosine(step / again)
        return self.rate * self.height * _half_cosine((step - again) / (steps - again))


def _half_cosine(share: float) -> float:
    """From 1 at 0 down to 0 at 1."""
    return math.cos(math.pi / 2 * share) ** 2


class Network(torch.nn.Module):
    """Weights by name, and what is done with them."""

    def __init__(self, weights: Tensors, function: Forward) -> None:
        super().__init__()
        self.function = function
        for name, w in weights.items():
            self.register_parameter(name.replace(".", "/"), torch.nn.Parameter(w))

    def tensors(self) -> Tensors:
        """The weights by the names that `gen.nets` has for them."""
        return {name.replace("/", "."): w for name, w in self.named_parameters()}

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        return self.function(self.tensors(), *inputs)


class Training:
    """Everything that changes, and what it needs to go on exactly where it was.

    `setup` says what makes this training what it is, its number of `steps` among it; `folder` is
    where checkpoints and sheets go.
    """

    def __init__(
        self, setup: Setup, accelerator: Accelerator, network: Network, pace: Pace, folder: Path
    ) -> None:
        self.setup, self.accelerator, self.pace, self.folder = setup, accelerator, pace, folder
        adam = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.99), weight_decay=0.01)
        self.model, self.adam = accelerator.prepare(network, adam)
        self.weights = accelerator.unwrap_model(self.model).tensors()
        self.average = {name: w.detach().clone() for name, w in self.weights.items()}
        self.step, self.steps, self.seconds = 0, int(setup["steps"]), 0.0
        self.losses: list[tuple[int, float]] = []

    def descend(self, loss: torch.Tensor) -> None:
        """One step of AdamW down the slope of the loss, and the average of the weights."""
        for group in self.adam.param_groups:
            group["lr"] = self.pace.at(self.step, self.steps)
        self.adam.zero_grad()
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self.model.parameters(), 1.0)
        self.adam.step()
        self.step += 1
        decay = min(self.pace.decay, self.step / (self.step + 10))
        for name, w in self.weights.items():
            self.average[name].lerp_(w.detach(), 1 - decay)

    @property
    def checkpoint(self) -> Path:
        """Where it is written, at each line."""
        return self.folder / "checkpoint.pt"

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "setup": dict(self.setup),
            "weights": self.weights,
            "average": self.average,
            "adam": self.adam.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "losses": self.losses,
        }
        content = io.BytesIO()  # torch.save itself says RuntimeError where a disk is full
        torch.save(state, content)
        write(self.checkpoint, content.getvalue())

    def load(self) -> None:
        """Go on from the checkpoint, if there is one of this very set-up."""
        if not self.checkpoint.is_file():
            return
        place = self.accelerator.device
        state = torch.load(self.checkpoint, map_location=place, weights_only=True)
        if state["setup"] != self.setup:
            self.say(f"the checkpoint is of another set-up, {state['setup']}: beginning anew")
            return
        with torch.no_grad():
            for name, w in self.weights.items():
                w.copy_(state["weights"][name])
                self.average[name].copy_(state["average"][name])
        self.adam.load_state_dict(state["adam"])
        self.step, self.seconds, self.losses = state["step"], state["seconds"], state["losses"]
        self.say(f"going on from step {self.step}")

    def run(self, losses: Iterator[float], sheet: Sheet) -> None:
        """Train to the end: a line and a checkpoint, and a sheet, at intervals.

        `losses` takes a step each time that it is asked for the next.
        """
        began, total = time.perf_counter() - self.seconds, 0.0
        for loss in losses:
            total += loss
            if self.step % LINE and self.step != self.steps:
                continue
            self.seconds = time.perf_counter() - began
            before = self.losses[-1][0] if self.losses else 0
            mean = total / (self.step - before)  # of the last stretch, which may be shorter
            self.losses.append((self.step, mean))
            total, left = 0.0, self.seconds / self.step * (self.steps - self.step)
            self.say(f"step {self.step} of {self.steps}: loss {mean:.4f}, "
                     f"{_minutes(self.seconds)}, {_minutes(left)} to go")  # fmt: skip
            if self.accelerator.is_main_process:
                self.save()
                if self.step % SHEET == 0 or self.step == self.steps:
                    sheet(half(self.average), self.folder / f"sheet-{self.step:06}.png")

    def keep(
        self, file: Path, about: Mapping[str, str], more: Mapping[str, np.ndarray] | None = None
    ) -> None:
        """Write the averaged weights in half precision, what else belongs to them, and `about`."""
        told = {k: str(v) for k, v in self.setup.items()} | {
            "seconds": f"{self.seconds:.0f}",
            "loss": f"{self.losses[-1][1]:.4f}",
            "device": self.accelerator.device.type,
        }
        if self.accelerator.is_main_process:
            write(file, safetensors.dump({**half(self.average), **(more or {})}, {**told, **about}))
            write(self.folder / "losses.json", json.dumps(self.losses).encode())
        self.say(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")

    def say(self, line: str) -> None:
        """Print, once for all processes."""
        if self.accelerator.is_main_process:
            print(line, flush=True)


def _minutes(seconds: float) -> str:
    return f"{seconds // 60:.0f}:{seconds % 60:02.0f} min"


def accelerated(precision: str) -> Accelerator:
    """What places the weights and shares their gradients; the same numbers at every run."""
    torch.use_deterministic_algorithms(True)
    return Accelerator(mixed_precision=precision, cpu=not torch.cuda.is_available())


def status(train: Callable[[], None]) -> int:
    """Train, and the exit status: what stopped it is said, and that nothing is lost."""
    try:
        train()
    except OSError as error:
        print(f"error: {error}: is the disk full? The last checkpoint is whole.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    return 0
