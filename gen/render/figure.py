"""What the six kinds of figure have in common: the steps, the readouts, the manifest."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np

MANIFEST = "figure.json"

Role = Literal["signal", "noise", "guess", "truth"]
ROLES: tuple[Role, ...] = ("signal", "noise", "guess", "truth")


@dataclass(frozen=True)
class Readout:
    """One number that is shown beside the slider, with its value at every step.

    `values` has one entry a frame; `form` is a format specification such as ".2f". `words` is
    what a screen reader says instead of `label`.
    """

    label: str
    values: Sequence[float | int | str] | np.ndarray
    role: Role | None = None
    form: str = ".2f"
    words: str | None = None

    def manifest(self) -> dict:
        texts = [v if isinstance(v, str) else _minus(format(v, self.form)) for v in self.values]
        return {
            "label": self.label,
            "role": self.role,
            "values": texts,
            "words": self.words or self.label,
        }


@dataclass(frozen=True)
class Steps:
    """The frames of a figure as the reader counts them.

    `labels` has one entry a frame, usually n = 0 … T (n = 0 is the clean picture). `start` is
    the frame that the poster shows and the player begins with. `per_second` is the speed of
    playing; `autoplay` figures start by themselves where motion is welcome.
    """

    labels: Sequence[int | str]
    start: int = 0
    per_second: int = 12
    autoplay: bool = False
    unit: str = "step"
    readouts: Sequence[Readout] = ()

    def __post_init__(self) -> None:
        if len(self.labels) < 1:
            raise ValueError("labels is empty; a figure has at least one frame")
        if not 0 <= self.start < len(self.labels):
            raise ValueError(
                f"start is {self.start}; it is an index of the {len(self.labels)} frames, "
                f"0 to {len(self.labels) - 1}"
            )
        for readout in self.readouts:
            if len(readout.values) != len(self.labels):
                raise ValueError(
                    f"readout {readout.label!r} has {len(readout.values)} values for "
                    f"{len(self.labels)} frames; it needs one a frame"
                )

    def manifest(self) -> dict:
        return {
            "labels": [str(label) for label in self.labels],
            "start": self.start,
            "per_second": self.per_second,
            "autoplay": self.autoplay,
            "unit": self.unit,
            "readouts": [readout.manifest() for readout in self.readouts],
        }


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The base of the six kinds. A kind names its files and makes their bytes.

    `numbers` are what the lesson may quote as `{n: lesson.name}`: each finite.
    """

    kind: ClassVar[str]
    files: ClassVar[tuple[str, ...]]

    numbers: Mapping[str, float | int | str] = field(default_factory=dict)

    def encode(self) -> dict[str, bytes]:
        """The bytes of every file in `files`, by name."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it is encoded")

    def manifest(self, **content: object) -> bytes:
        """`figure.json`: what the Markdown block and the player read."""
        for name, value in self.numbers.items():
            if not isinstance(value, str) and not math.isfinite(value):
                raise ValueError(f"number {name!r} is {value}; a lesson can only quote finite ones")
        whole = {"kind": self.kind, "numbers": dict(self.numbers), **content}
        return (
            json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        ).encode()


def _minus(text: str) -> str:
    return text.replace("-", "−")
