"""The training of the network that paints: interrupted, resumed, and on a full disk.

Steps and batches are as few as can be; what is looked at is what is kept.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gen.data import scenes
from gen.data.labels import COLOURS, PLACES, SUBJECTS, TIMES, Scene
from gen.nets import painter as nets
from gen.nets import safetensors, text
from gen.registry import ROOT
from gen.train import scenes as teaching
from gen.train import sheets, training
from gen.train.batches import Lessons, crowded, loader
from gen.train.lesson import DROPPED

STEPS, LINE = 7, 3
TINY = [f"--steps={STEPS}", "--batch=4", "--seed=3", "--workers=0", "--precision=no"]
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
        monkeypatch.setattr(teaching, "FOLDER", folder / "train")
        monkeypatch.setattr(nets, "WEIGHTS", folder / "weights.safetensors")
        monkeypatch.setattr(sys, "argv", ["scenes", *(options or TINY)])
        return teaching.main()

    return main


def interrupted_at(monkeypatch: pytest.MonkeyPatch, run: Run, step: int, place: str) -> None:
    """Ctrl-C in the middle of step `step`, when its weights have already moved."""
    descend = training.Training.descend

    def hurried(self: training.Training, loss: torch.Tensor) -> None:
        descend(self, loss)
        if self.step == step:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(training.Training, "descend", hurried)
        assert run(place=place) == 130


def state(folder: Path) -> dict[str, Any]:
    """A checkpoint."""
    return torch.load(folder / "train" / "checkpoint.pt", weights_only=True)


def same(a: Any, b: Any) -> bool:
    """Whether two checkpoints are equal bit for bit, the seconds that they took aside."""
    if isinstance(a, dict):
        keys = a.keys() - {"seconds"}
        return keys == b.keys() - {"seconds"} and all(same(a[k], b[k]) for k in keys)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b


@pytest.mark.parametrize("step", [1, LINE + 1, STEPS])
def test_interrupted_and_resumed_is_uninterrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, step: int
) -> None:
    """Bit for bit: weights, averages, Adam's moments, the losses, and what is kept."""
    assert run(place="whole") == 0
    interrupted_at(monkeypatch, run, step, "twice")
    assert (tmp_path / "twice" / "train" / "checkpoint.pt").is_file() == (step > LINE)
    assert not (tmp_path / "twice" / "weights.safetensors").exists()
    assert run(place="twice") == 0
    whole, twice = state(tmp_path / "whole"), state(tmp_path / "twice")
    assert whole["step"] == STEPS
    assert same(whole, twice)
    tensors = [
        safetensors.load(tmp_path / place / "weights.safetensors") for place in ("whole", "twice")
    ]
    assert tensors[0].keys() == nets.shapes(len(scenes.WORDS)).keys()
    for name, w in tensors[0].items():
        np.testing.assert_array_equal(w, tensors[1][name])


def test_what_is_compared_depends_on_every_step(tmp_path: Path, run: Run) -> None:
    """Else equal checkpoints would say nothing: another seed or one step less gives others."""
    runs = {"whole": TINY, "seed": [*TINY, "--seed=4"], "less": [*TINY, "--steps=6"]}
    for place, options in runs.items():
        assert run(*options, place=place) == 0
    states = {place: state(tmp_path / place)["weights"] for place in runs}
    assert same(states["whole"], states["whole"])
    assert not same(states["whole"], states["seed"])
    assert not same(states["whole"], states["less"])


def test_a_resumed_training_goes_on_and_another_set_up_begins_anew(
    monkeypatch: pytest.MonkeyPatch, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted_at(monkeypatch, run, LINE + 1, "a")
    assert "the same command goes on from the last checkpoint" in capsys.readouterr().err
    assert run() == 0
    said = capsys.readouterr().out
    assert said.startswith(f"going on from step {LINE}\nstep {2 * LINE} of {STEPS}:")
    assert run(*TINY, "--seed=9") == 0
    assert "the checkpoint is of another set-up" in capsys.readouterr().out
    assert run(*TINY, "--seed=9", "--fresh") == 0
    assert "going on" not in capsys.readouterr().out


def test_what_is_kept_is_the_average_in_half_precision_and_knows_its_words(
    tmp_path: Path, run: Run
) -> None:
    assert run() == 0
    file = tmp_path / "a" / "weights.safetensors"
    average = state(tmp_path / "a")["average"]
    for name, w in safetensors.load(file).items():
        assert w.dtype == np.float16
        np.testing.assert_array_equal(w, average[name].numpy().astype(np.float16))
    nets.load.cache_clear()
    assert nets.load(file).vocabulary == scenes.WORDS
    assert safetensors.about(file)["steps"] == str(STEPS)


def test_it_learns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A few dozen steps, hardly warmed up: the error in v falls by more than chance."""
    monkeypatch.setattr(teaching, "PACE", training.Pace(rate=1e-3, warm_up=10))
    assert run(*TINY, "--steps=60", "--batch=8") == 0
    losses = [loss for _, loss in state(tmp_path / "a")["losses"]]
    assert np.mean(losses[-4:]) < 0.85 * losses[0]


def test_a_lesson_is_drawn_from_the_seed_and_its_number() -> None:
    lessons = Lessons(10, 6, seed=1)
    again, other = Lessons(10, 6, seed=1), Lessons(10, 6, seed=2)
    assert all(torch.equal(*parts) for parts in zip(lessons[4], again[4], strict=True))
    assert not torch.equal(lessons[4].x0, lessons[5].x0)
    assert not torch.equal(lessons[4].x0, other[4].x0)
    in_another_process = next(iter(loader(lessons, 4, workers=1)))
    assert all(torch.equal(*parts) for parts in zip(lessons[4], in_another_process, strict=True))
    parts = [Lessons(10, 6, 1, rank, 3)[4] for rank in range(3)]
    assert [len(part.x0) for part in parts] == [2, 2, 2]
    assert not torch.equal(parts[0].x0, parts[1].x0)


def test_what_a_lesson_holds() -> None:
    x0, tokens, level, eps = Lessons(1, 600, seed=0)[0]
    assert x0.shape == eps.shape == (600, 3, 32, 32)
    assert (x0.min(), x0.max()) == (-1, 1)
    edges = crowded(np.arange(601) / 600)
    assert np.all((edges[:-1] <= level.numpy()) & (level.numpy() <= edges[1:]))  # one in each part
    assert eps.std().item() == pytest.approx(1, abs=0.01)
    silent = (tokens[:, 1:] == text.NOTHING).all(dim=1).float().mean().item()
    assert silent == pytest.approx(DROPPED, abs=0.04)


def test_the_prompts_of_the_sheets() -> None:
    """The first four could have been trained on, and the last four never were."""

    def scene(prompt: str) -> Scene:
        words = text.words_of(prompt)
        subject, colour, place, time = (
            next((word for word in words if word in part), None)
            for part in (SUBJECTS, COLOURS, PLACES, TIMES)
        )
        assert subject
        return Scene(subject, colour, place, time)

    held = [scenes.is_held(scene(prompt)) for prompt in sheets.PROMPTS]
    assert held == [False] * 4 + [True] * 4
    text.tokenise(sheets.PROMPTS, scenes.WORDS)


def test_a_sheet_of_what_it_paints(tmp_path: Path) -> None:
    from PIL import Image

    half = {n: np.zeros(shape, np.float16) for n, shape in nets.shapes(len(scenes.WORDS)).items()}
    sheets.sheet(half, tmp_path / "sheet.png", each=2)
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.size == (2 * 34 * 3, len(sheets.PROMPTS) * 34 * 3)
        assert len(picture.getcolors(1 << 18) or []) > 50


HURRIED = f"""
import pathlib, sys
import torch
from gen.nets import painter
from gen.train import scenes, sheets, training
torch.set_num_threads(1)
place = pathlib.Path(sys.argv.pop(1))
scenes.FOLDER = place / "train"
painter.WEIGHTS = place / "weights.safetensors"
training.LINE, sheets.sheet = {LINE}, lambda *_: None
sys.exit(scenes.main())
"""


def process(place: Path, *options: str, limit: int | None = None) -> subprocess.Popen[str]:
    """main() in a process group, where no file may grow beyond `limit` bytes: a full disk, on
    every machine. Python ignores the signal that goes with it, so that writing fails."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        return subprocess.Popen(
            [sys.executable, "-c", HURRIED, str(place), *options],
            cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """And says so, in one line; with room again, training goes on as if nothing had been."""
    assert run(place="whole") == 0
    interrupted_at(monkeypatch, run, LINE + 1, "a")
    folder = tmp_path / "a" / "train"
    before = (folder / "checkpoint.pt").read_bytes()
    with process(tmp_path / "a", *TINY, limit=len(before) // 2) as full:
        out, err = full.communicate(timeout=120)
    assert full.returncode == 1, out + err
    assert "is the disk full? The last checkpoint is whole." in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1, err
    assert [path.name for path in folder.iterdir()] == ["checkpoint.pt"]
    assert (folder / "checkpoint.pt").read_bytes() == before
    assert not (tmp_path / "a" / "weights.safetensors").exists()
    assert run(place="a") == 0
    assert same(state(tmp_path / "whole"), state(tmp_path / "a"))


@pytest.mark.parametrize("workers", [0, 1])
def test_ctrl_c_and_the_same_command_again(tmp_path: Path, run: Run, workers: int) -> None:
    """A real signal to the whole group, as from a keyboard, whenever it comes: the end is the
    same, and also whoever draws the scenes goes quietly."""
    options = [*TINY, "--steps=30", f"--workers={workers}"]
    assert run(*options, place="whole") == 0
    with process(tmp_path / "a", *options) as first:
        assert first.stdout is not None
        first.stdout.readline()
        # A line comes before its checkpoint is written, and after the one before it was.
        assert first.stdout.readline().startswith(f"step {2 * LINE} of 30:")
        os.killpg(first.pid, signal.SIGINT)
        _, err = first.communicate(timeout=120)
    assert first.returncode == 130, err
    assert err == "interrupted; the same command goes on from the last checkpoint\n"
    stopped = state(tmp_path / "a")["step"]
    assert 0 < stopped < 30
    with process(tmp_path / "a", *options) as second:
        out, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert out.startswith(f"going on from step {stopped}\n")
    assert same(state(tmp_path / "whole"), state(tmp_path / "a"))


def test_it_can_be_paused(tmp_path: Path, run: Run) -> None:
    """SIGSTOP and SIGCONT to the process alone, its worker left as it is."""
    options = [*TINY, "--steps=20", "--workers=1"]
    assert run(*options, place="whole") == 0
    with process(tmp_path / "a", *options) as paused:
        assert paused.stdout is not None
        paused.stdout.readline()
        paused.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        assert paused.poll() is None
        paused.send_signal(signal.SIGCONT)
        _, err = paused.communicate(timeout=120)
    assert paused.returncode == 0, err
    assert same(state(tmp_path / "whole"), state(tmp_path / "a"))


def test_the_rate_warms_up_falls_rises_once_more_and_falls() -> None:
    pace = training.Pace(rate=2.0, warm_up=10, again=2 / 3, height=0.7)
    rates = [pace.at(step, 300) for step in range(300)]
    assert rates[0] == pytest.approx(0.2)
    assert rates[9] == pytest.approx(2.0, rel=0.01)
    assert np.all(np.diff(rates[10:200]) < 0)
    assert rates[100] == pytest.approx(1.0)  # half-way down
    assert rates[199] < 1e-3
    assert rates[200] == pytest.approx(1.4)
    assert np.all(np.diff(rates[200:]) < 0)
    assert rates[-1] < 1e-3
    once = training.Pace(rate=2.0, warm_up=10)
    assert [once.at(step, 200) for step in range(200)] == pytest.approx(rates[:200])


@pytest.mark.parametrize("missing", ["torch", "accelerate"])
def test_a_missing_package_is_said_in_a_sentence(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; import gen.train.scenes"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {missing} is not installed; `make train` installs it beside the site's\n"
    )
