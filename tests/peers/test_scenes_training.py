"""The training of the network that paints: interrupted, resumed, and what is kept.

Steps and batches are as few as can be.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gen.data.scenes import WORDS, is_held
from gen.nets import painter, safetensors
from gen.train import scenes as training
from gen.train import sheets
from gen.train.batches import Lessons, lesson_rng, loader

STEPS, LINE = 5, 2
TINY = [f"--steps={STEPS}", "--batch=4", "--seed=3", "--precision=no", "--workers=0"]
Run = Callable[..., int]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums of one thread have one order. main() asks for determinism; tests after us need not."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs main() in a folder of its own: run(*options, place="a")."""
    monkeypatch.setattr(training, "LINE", LINE)
    monkeypatch.setattr(sheets, "sheet", lambda *_: None)

    def main(*options: str, place: str = "a") -> int:
        folder = tmp_path / place
        monkeypatch.setattr(training, "ROOT", folder)
        monkeypatch.setattr(training, "FOLDER", folder / "train")
        monkeypatch.setattr(training, "CHECKPOINT", folder / "train" / "checkpoint.pt")
        monkeypatch.setattr(painter, "WEIGHTS", folder / "weights.safetensors")
        monkeypatch.setattr(sys, "argv", ["scenes", *(options or TINY)])
        return training.main()

    return main


def interrupted_at(monkeypatch: pytest.MonkeyPatch, run: Run, step: int, place: str) -> None:
    """Ctrl-C in the middle of step `step`, when its weights have already moved."""
    once = training.Training.once

    def hurried(self: training.Training, lesson: Any) -> float:
        loss = once(self, lesson)
        if self.step == step:
            raise KeyboardInterrupt
        return loss

    with monkeypatch.context() as patch:
        patch.setattr(training.Training, "once", hurried)
        assert run(place=place) == 130


@pytest.mark.parametrize("step", [1, LINE + 1, STEPS])
def test_interrupted_and_resumed_is_uninterrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, step: int
) -> None:
    """Bit for bit."""
    assert run(place="whole") == 0
    interrupted_at(monkeypatch, run, step, "twice")
    assert not (tmp_path / "twice" / "weights.safetensors").exists()
    assert run(place="twice") == 0
    kept = [safetensors.load(tmp_path / p / "weights.safetensors") for p in ("whole", "twice")]
    assert kept[0].keys() == painter.shapes(len(WORDS)).keys()
    for name, w in kept[0].items():
        assert w.dtype == np.float16
        np.testing.assert_array_equal(w, kept[1][name])


def test_another_seed_gives_other_weights(tmp_path: Path, run: Run) -> None:
    assert run(place="a") == 0
    assert run(*TINY[:2], "--seed=4", *TINY[3:], place="b") == 0
    a, b = (safetensors.load(tmp_path / p / "weights.safetensors") for p in "ab")
    assert any((a[name] != b[name]).any() for name in a)


def test_the_words_travel_with_the_weights(tmp_path: Path, run: Run) -> None:
    assert run() == 0
    assert painter.load(tmp_path / "a" / "weights.safetensors").vocabulary == WORDS


def test_a_full_disk_is_said_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted_at(monkeypatch, run, STEPS, "a")
    before = (tmp_path / "a" / "train" / "checkpoint.pt").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(training, "write", full)
        assert run() == 1
    assert "is the disk full? The last checkpoint is whole." in capsys.readouterr().err
    assert (tmp_path / "a" / "train" / "checkpoint.pt").read_bytes() == before


def test_a_lesson_is_the_same_whenever_it_is_drawn() -> None:
    lessons = Lessons(6, 4, seed=1)
    later = [*loader(lessons, 4, workers=0)]
    assert len(later) == 2
    for ours, theirs in zip(lessons[4], later[0], strict=True):
        assert torch.equal(ours, theirs)
    assert not torch.equal(lessons[4].x0, lessons[5].x0)
    assert lesson_rng(1, 4).random() == lesson_rng(1, 4).random()


def test_processes_share_a_lesson_and_draw_different_scenes() -> None:
    parts = [Lessons(2, 8, seed=1, rank=rank, processes=2)[0] for rank in (0, 1)]
    assert [len(part.x0) for part in parts] == [4, 4]
    assert not torch.equal(parts[0].x0, parts[1].x0)


def test_prompts_are_dropped_and_levels_are_spread() -> None:
    lesson = Lessons(1, 400, seed=0)[0]
    silent = (lesson.tokens[:, 1:] < 0).all(dim=1).double().mean().item()
    assert 0.05 < silent < 0.15
    assert ((lesson.level * 400).floor() == torch.arange(400)).all()
    assert lesson.x0.min() >= -1
    assert lesson.x0.max() <= 1


def test_the_sheet_shows_what_is_held_out() -> None:
    from gen.data.labels import COLOURS, PLACES, SUBJECTS, TIMES, Scene

    def scene(prompt: str) -> Scene:
        words = prompt.split()
        parts = (
            next((w for w in words if w in p), None) for p in (SUBJECTS, COLOURS, PLACES, TIMES)
        )
        subject, *rest = parts
        assert subject
        return Scene(subject, *rest)

    held = [is_held(scene(prompt)) for prompt in sheets.PROMPTS]
    assert held == [False] * 4 + [True] * 4
