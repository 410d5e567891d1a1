"""The drawings that the lab's network learns from."""

import numpy as np
import pytest

from gen.data import drawings as module
from gen.data.drawings import LEAST, MOST, SHAPES, SHARES, drawing, drawings
from gen.live.presets import DRAWN

N = 600


@pytest.fixture(scope="module")
def found() -> np.ndarray:
    """Some drawings, (600, 32, 32)."""
    return drawings(N, np.random.default_rng(11))


def test_cells_are_paper_or_drawn(found: np.ndarray) -> None:
    assert (found.shape, found.dtype) == ((N, 32, 32), np.int8)
    assert {*np.unique(found).tolist()} == {-1, 1}


def test_no_drawing_is_a_speck_or_a_wall(found: np.ndarray) -> None:
    on = (found == 1).sum(axis=(1, 2))
    assert on.min() >= LEAST
    assert on.max() <= MOST
    # Sparse and dense ones are both common, so neither is what the network takes for granted.
    assert (on < 120).mean() > 0.1
    assert (on > 250).mean() > 0.1


def test_no_two_are_alike(found: np.ndarray) -> None:
    """The nearest other one is far away for nearly all: they are not a few with variations."""
    flat = found.reshape(N, -1).astype(np.int32)
    differ = (1024 - flat @ flat.T) // 2 + 1024 * np.eye(N, dtype=np.int32)
    assert differ.min() > 0
    assert np.median(differ.min(axis=1)) > 40


def test_they_are_everywhere(found: np.ndarray) -> None:
    """Every cell is drawn in some and paper in most; the middle more than the edge."""
    share = (found == 1).mean(axis=0)
    assert share.min() > 0
    assert share.max() < 0.6
    assert share[12:20, 12:20].mean() > 2 * share[:, 0].mean()
    left, right = share[:, :16].mean(), share[:, 16:].mean()
    assert left == pytest.approx(right, rel=0.2)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_kind_of_shape_varies(
    monkeypatch: pytest.MonkeyPatch, shape: module.Callable
) -> None:
    """Each on its own: sizes, places and slants differ."""
    monkeypatch.setattr(module, "SHAPES", [shape])
    monkeypatch.setattr(module, "SHARES", [1.0])
    some = drawings(40, np.random.default_rng(3))
    assert len(np.unique(some.reshape(40, -1), axis=0)) == 40
    on = (some == 1).sum(axis=(1, 2))
    assert on.max() > 1.5 * on.min()


def test_the_shares_are_of_all_shapes() -> None:
    assert len(SHARES) == len(SHAPES)
    assert sum(SHARES) == pytest.approx(1)


def test_one_generator_gives_one_set_of_drawings(found: np.ndarray) -> None:
    again = drawings(50, np.random.default_rng(11))
    np.testing.assert_array_equal(again, found[:50])
    other = drawings(50, np.random.default_rng(12))
    assert (other != again).any(axis=(1, 2)).all()


def test_the_generator_goes_on() -> None:
    """One by one or together: the same drawings, and nothing but the generator decides."""
    rng = np.random.default_rng(4)
    one_by_one = np.stack([drawing(rng) for _ in range(5)])
    np.random.default_rng(0).random(100)
    np.testing.assert_array_equal(drawings(5, np.random.default_rng(4)), one_by_one)


def test_no_drawings_and_fewer() -> None:
    assert drawings(0, np.random.default_rng(0)).shape == (0, 32, 32)
    with pytest.raises(ValueError, match=r"^n: got -1; must be at least 0$"):
        drawings(-1, np.random.default_rng(0))


@pytest.mark.parametrize("name", DRAWN)
def test_a_preset_is_a_drawing_of_this_size(name: str) -> None:
    cells = DRAWN[name][1]()
    assert (cells.shape, cells.dtype) == ((32, 32), bool)
    assert LEAST <= cells.sum() <= MOST


@pytest.mark.parametrize("name", DRAWN)
def test_the_presets_are_not_in_the_data(found: np.ndarray, name: str) -> None:
    """Nor anything close, mirrored or not. tests/peers looks through all that was learned from."""
    preset = np.where(DRAWN[name][1](), 1, -1)
    for seen in (found, found[:, :, ::-1]):
        assert (seen != preset).sum(axis=(1, 2)).min() > 20
