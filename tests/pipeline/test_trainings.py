"""What figures need to have learned: before them, when it is stale, and only what they read."""

import pytest

from tests.pipeline.project import EVERY, Project

TRAINING = '''
"""Learns a number."""
import numpy as np

from gen.train.learned import Learned

NAMES = ("three", "four")


def learn(name: str, scale: float = 2.0) -> Learned:
    """Twice as many as the name says."""
    return Learned({"w": np.array([scale * len(name)])}, {"name": name})
'''
FIGURE = '''
"""Shows what was learned."""
from pathlib import Path

import numpy as np

from gen.nets import safetensors
from gen.render.loop import Loop

WEIGHTS = Path(__file__).parents[2] / "weights" / "tiny" / "three" / "weights.safetensors"


def figure() -> Loop:
    w = float(safetensors.load(WEIGHTS)["w"][0])
    return Loop(frames=np.zeros((2, 4, 4, 4), np.uint8), numbers={"learned": w})
'''
LEARNED, READS = "learned/tiny/three", "tiny/reads"


@pytest.fixture
def project(finished: Project) -> Project:
    """Everything is built but a figure that reads what a training learns."""
    (finished.root / "gen" / "train" / "built" / "tiny.py").write_text(TRAINING)
    finished.figure("reads", FIGURE)
    return finished


def number(project: Project) -> str:
    """What the figure says that was learned."""
    return project.products()["tiny/reads/figure.json"].decode().partition('"learned":')[2][:4]


def test_what_a_figure_reads_is_learned_before_it_and_once(project: Project) -> None:
    done = project.build()
    assert done.code == 0, done.err
    assert done.built == {LEARNED, READS}  # and not four, which nothing reads
    assert done.out.index(LEARNED) < done.out.index(READS)
    assert number(project) == "10.0"
    again = project.build()
    assert (again.code, again.built) == (0, set())
    assert f"0 built, {len(EVERY) + 2} unchanged" in again.out


def test_a_change_to_the_training_makes_its_readers_stale(project: Project) -> None:
    project.build()
    project.edit("gen/train/built/tiny.py", "scale: float = 2.0", "scale: float = 3.0")
    assert project.build().built == {LEARNED, READS}
    assert number(project) == "15.0"


def test_a_training_that_gives_the_same_leaves_its_readers_alone(project: Project) -> None:
    project.build()
    project.edit("gen/train/built/tiny.py", '"""Learns a number."""', '"""Learns one number."""')
    assert project.build().built == {LEARNED}


def test_weights_that_are_damaged_or_gone_are_learned_again(project: Project) -> None:
    project.build()
    file = project.root / "gen" / "weights" / "tiny" / "three" / "weights.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:-3])
    assert project.build().built == {LEARNED}
    assert file.read_bytes() == whole
    file.unlink()
    assert project.build().built == {LEARNED}
    assert file.read_bytes() == whole


def test_building_other_figures_learns_nothing(project: Project) -> None:
    project.edit("gen/figures/tiny/loop.py", "count: int = 3", "count: int = 4")
    assert project.build("tiny/loop").built == {"tiny/loop"}


def test_a_training_that_fails_is_told_and_the_others_are_built(project: Project) -> None:
    project.edit("gen/train/built/tiny.py", "return Learned", "raise OSError('no luck') or Learned")
    project.edit("gen/figures/tiny/loop.py", "count: int = 3", "count: int = 4")
    done = project.build()
    assert done.code == 1
    assert done.failed == {LEARNED, READS}
    assert done.built == {"tiny/loop"}
    assert "no luck" in done.err
    assert f"it reads what {LEARNED} learns, which failed" in done.err
