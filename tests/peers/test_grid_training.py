"""The training of the lab's network: interrupted, resumed, and on a full disk.

Steps, drawings and batches are as few as can be; what is looked at is what is kept.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gen.data.drawings import drawings
from gen.live.presets import DRAWN
from gen.nets import grid, safetensors
from gen.registry import ROOT
from gen.train import grid as training

STEPS, EVERY = 7, 3
TINY = [f"--steps={STEPS}", "--batch=4", "--pool=12", "--seed=3"]
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
    monkeypatch.setattr(training, "EVERY", EVERY)
    monkeypatch.setattr(training, "sheet", lambda *_: None)

    def main(*options: str, place: str = "a") -> int:
        folder = tmp_path / place
        monkeypatch.setattr(training, "ROOT", folder)
        monkeypatch.setattr(training, "FOLDER", folder / "train")
        monkeypatch.setattr(training, "CHECKPOINT", folder / "train" / "checkpoint.pt")
        monkeypatch.setattr(grid, "WEIGHTS", folder / "weights.safetensors")
        monkeypatch.setattr(sys, "argv", ["grid", *(options or TINY)])
        return training.main()

    return main


def interrupted_at(monkeypatch: pytest.MonkeyPatch, run: Run, step: int, place: str) -> None:
    """Ctrl-C in the middle of step `step`, when its weights have already moved."""
    once = training.Training.once

    def hurried(self: training.Training) -> float:
        loss = once(self)
        if self.step == step:
            raise KeyboardInterrupt
        return loss

    with monkeypatch.context() as patch:
        patch.setattr(training.Training, "once", hurried)
        assert run(place=place) == 130


def state(folder: Path) -> dict[str, Any]:
    """A checkpoint."""
    return torch.load(folder / "train" / "checkpoint.pt", weights_only=False)


def same(a: Any, b: Any) -> bool:
    """Whether two checkpoints are equal bit for bit, the seconds that they took aside."""
    if isinstance(a, dict):
        keys = a.keys() - {"seconds"}
        return keys == b.keys() - {"seconds"} and all(same(a[k], b[k]) for k in keys)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b


@pytest.mark.parametrize("step", [1, EVERY, EVERY + 1, STEPS])
def test_interrupted_and_resumed_is_uninterrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, step: int
) -> None:
    """Bit for bit: weights, averages, Adam's moments, the generator, the losses."""
    assert run(place="whole") == 0
    interrupted_at(monkeypatch, run, step, "twice")
    assert (tmp_path / "twice" / "train" / "checkpoint.pt").is_file() == (step > EVERY)
    assert not (tmp_path / "twice" / "weights.safetensors").exists()
    assert run(place="twice") == 0
    whole, twice = state(tmp_path / "whole"), state(tmp_path / "twice")
    assert whole["step"] == STEPS
    assert same(whole, twice)
    tensors = [
        safetensors.load(tmp_path / place / "weights.safetensors") for place in ("whole", "twice")
    ]
    assert tensors[0].keys() == grid.shapes().keys()
    for name, w in tensors[0].items():
        np.testing.assert_array_equal(w, tensors[1][name])


def test_a_resumed_training_goes_on_and_does_not_begin_again(
    monkeypatch: pytest.MonkeyPatch, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted_at(monkeypatch, run, EVERY + 1, "a")
    assert "the same command goes on from the last checkpoint" in capsys.readouterr().err
    assert run() == 0
    assert capsys.readouterr().out.startswith(f"going on from step {EVERY}\nstep {2 * EVERY}:")


def test_what_is_compared_depends_on_every_step(tmp_path: Path, run: Run) -> None:
    """Else equal checkpoints would say nothing: another seed or one step less gives others."""
    runs = {"whole": TINY, "seed": [*TINY[:3], "--seed=4"], "less": ["--steps=6", *TINY[1:]]}
    for place, options in runs.items():
        assert run(*options, place=place) == 0
    states = {place: state(tmp_path / place)["weights"] for place in runs}
    assert same(states["whole"], states["whole"])
    assert not same(states["whole"], states["seed"])
    assert not same(states["whole"], states["less"])


def test_a_checkpoint_of_another_set_up_is_not_gone_on_from(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    other = ["--steps=4", *TINY[1:]]
    assert run(*other, place="a") == 0
    assert run(place="a") == 0
    assert "the checkpoint is of another set-up" in capsys.readouterr().out
    assert run(place="b") == 0
    assert same(state(tmp_path / "a"), state(tmp_path / "b"))


def test_fresh_begins_anew(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    first = state(tmp_path / "a")
    capsys.readouterr()
    assert run(*TINY, "--fresh") == 0
    assert "going on" not in capsys.readouterr().out
    assert same(state(tmp_path / "a"), first)


def test_what_is_kept_is_the_average_in_half_precision(tmp_path: Path, run: Run) -> None:
    assert run() == 0
    file = tmp_path / "a" / "weights.safetensors"
    average = state(tmp_path / "a")["average"]
    for name, w in safetensors.load(file).items():
        assert w.dtype == np.float16
        np.testing.assert_array_equal(w, average[name].numpy().astype(np.float16))
    about = safetensors.about(file)
    assert about.keys() == {"steps", "batch", "seed", "pool", "seconds", "loss", "device"}
    assert (about["steps"], about["seed"]) == (str(STEPS), "3")
    losses = json.loads((tmp_path / "a" / "train" / "losses.json").read_text())
    assert [step for step, _ in losses] == [EVERY, 2 * EVERY, STEPS]


def test_a_loss_is_a_mean_also_over_a_shorter_stretch(tmp_path: Path, run: Run) -> None:
    """Before anything is learned, each is about 1: the last of 7 steps in threes, too."""
    assert run() == 0
    losses = [loss for _, loss in json.loads((tmp_path / "a/train/losses.json").read_text())]
    assert losses == pytest.approx([1, 1, 1], abs=0.25)


def test_it_learns(tmp_path: Path, run: Run) -> None:
    """A few drawings, a few dozen steps: the error in v falls well below that of silence, 1."""
    assert run("--steps=60", "--batch=8", "--pool=8", "--seed=0") == 0
    losses = [loss for _, loss in json.loads((tmp_path / "a/train/losses.json").read_text())]
    assert losses[0] == pytest.approx(1, abs=0.15)
    assert np.mean(losses[-5:]) < 0.85


def test_a_sheet_of_what_it_draws(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "sheet.png"
    half = {k: w.numpy().astype(np.float16) for k, w in training.initial(0).items()}
    training.sheet(half, path, n=16)
    with Image.open(path) as picture:
        assert picture.size == (16 * 34 * 3, 34 * 3)
        assert len(picture.getcolors(1 << 16) or []) > 50


HURRIED = f"""
import pathlib, sys
import torch
from gen.nets import grid
from gen.train import grid as training
torch.set_num_threads(1)
place = pathlib.Path(sys.argv.pop(1))
training.ROOT, training.FOLDER = place, place / "train"
training.CHECKPOINT, grid.WEIGHTS = training.FOLDER / "checkpoint.pt", place / "weights.safetensors"
training.EVERY, training.sheet = {EVERY}, lambda *_: None
sys.exit(training.main())
"""


def process(place: Path, *options: str, limit: int | None = None) -> subprocess.Popen[str]:
    """main() in a process, where no file may grow beyond `limit` bytes: a full disk, on every
    machine. Python ignores the signal that goes with it, so that writing fails."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        return subprocess.Popen(
            [sys.executable, "-c", HURRIED, str(place), *options],
            cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """And says so, in one line; with room again, training goes on as if nothing had been."""
    assert run(place="whole") == 0
    interrupted_at(monkeypatch, run, EVERY + 1, "a")
    folder = tmp_path / "a" / "train"
    before = (folder / "checkpoint.pt").read_bytes()
    with process(tmp_path / "a", *TINY, limit=len(before) // 2) as full:
        out, err = full.communicate(timeout=120)
    assert full.returncode == 1, out + err
    assert "step 6:" in out, err  # it went on from the old one, and could not keep the next
    assert "is the disk full? The last checkpoint is whole." in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1, err
    assert [path.name for path in folder.iterdir()] == ["checkpoint.pt"]
    assert (folder / "checkpoint.pt").read_bytes() == before
    assert not (tmp_path / "a" / "weights.safetensors").exists()
    assert run(place="a") == 0
    assert same(state(tmp_path / "whole"), state(tmp_path / "a"))


def test_ctrl_c_and_the_same_command_again(tmp_path: Path, run: Run) -> None:
    """A real signal to a real process, whenever it comes: the end is the same."""
    options = ["--steps=90", *TINY[1:]]
    assert run(*options, place="whole") == 0
    with process(tmp_path / "a", *options) as first:
        assert first.stdout is not None
        first.stdout.readline()
        # A line comes before its checkpoint is written, and after the one before it was.
        assert first.stdout.readline().startswith(f"step {2 * EVERY}:")
        first.send_signal(signal.SIGINT)
        _, err = first.communicate(timeout=120)
    assert first.returncode == 130, err
    assert err == "interrupted; the same command goes on from the last checkpoint\n"
    stopped = state(tmp_path / "a")["step"]
    assert 0 < stopped < 90
    with process(tmp_path / "a", *options) as second:
        out, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert out.startswith(f"going on from step {stopped}\n")
    assert same(state(tmp_path / "whole"), state(tmp_path / "a"))


def test_the_presets_of_the_lab_are_in_nothing_that_was_learned_from() -> None:
    """All drawings of the default training, mirrored too: the nearest is far from each preset."""
    pool = drawings(training.POOL, np.random.default_rng(0)).reshape(-1, 32, 32)
    for name, (_, draw) in DRAWN.items():
        preset = np.where(draw(), np.int8(1), np.int8(-1))
        for seen in (preset, preset[:, ::-1]):
            assert (pool != seen).sum(axis=(1, 2)).min() > 20, name
