"""Particle tracks: what is packed can be unpacked, and is small."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gen.render.figure import Steps
from gen.render.points import LEVELS, Group, Panel, Points, pack, quantise


def unpack(file: bytes, shapes: list[tuple[int, int]]) -> list[np.ndarray]:
    """The tracks (F, N, 2) of a file, written down independently of `pack`."""
    (length,) = struct.unpack("<I", file[:4])
    content = np.frombuffer(zlib.decompress(file[4:]), np.uint8)
    assert len(content) == length
    low, high = np.split(content.astype(int), 2)
    folded = low + 256 * high
    changes = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    tracks = []
    for frames, count in shapes:
        piece, changes = np.split(changes, [frames * count * 2])
        tracks.append(piece.reshape(2, frames, count).cumsum(axis=1).transpose(1, 2, 0))
    return tracks


shapes = st.tuples(st.integers(1, 6), st.integers(0, 9))


@given(st.lists(shapes, min_size=1, max_size=3), st.data())
def test_packed_tracks_come_back(sizes: list[tuple[int, int]], data: st.DataObject) -> None:
    tracks = [
        data.draw(hnp.arrays(np.uint16, (f, n, 2), elements=st.integers(0, LEVELS - 1)))
        for f, n in sizes
    ]
    for track, again in zip(tracks, unpack(pack(tracks), sizes), strict=True):
        assert np.array_equal(track, again)


@given(st.floats(-10, 10), st.floats(0.1, 5))
def test_a_position_is_kept_to_half_a_level_or_put_on_the_border(x: float, extent: float) -> None:
    level = int(quantise(np.array(x), extent))
    assert 0 <= level < LEVELS
    back = (level / (LEVELS - 1) * 2 - 1) * extent
    assert back == pytest.approx(np.clip(x, -extent, extent), abs=extent / (LEVELS - 1) * 1.001)


def test_a_wrong_number_of_frames_is_refused() -> None:
    group = Group(np.zeros((4, 10, 2)), "signal")
    with pytest.raises(ValueError, match=r"F = 5 frames"):
        Points(panels=[Panel([group], "p")], steps=Steps(range(5))).encode()


@pytest.mark.parametrize("seed", range(3))
def test_a_group_like_the_first_comes_back(seed: int) -> None:
    one, two = 2 * np.random.default_rng(seed).standard_normal((2, 4, 3, 2))
    panel = Panel([Group(one, "signal"), Group(two, "guess", like_first=True)], "p")
    file = Points(panels=[panel], steps=Steps(range(4))).encode()["tracks.bin"]
    first, difference = unpack(file, [(4, 3), (4, 3)])
    assert np.array_equal(first, quantise(one, 3.0))
    assert np.array_equal(first + difference, quantise(two, 3.0))


WRONG = {
    "a shape that there is not": ([Group(np.zeros((2, 4, 2)), "signal", "stars")], "'stars'"),  # type: ignore[arg-type]
    "an arrow without a tip": ([Group(np.zeros((2, 3, 2)), "signal", "arrows")], "pairs"),
    "the first like itself": ([Group(np.zeros((2, 3, 2)), "signal", like_first=True)], "itself"),
    "like the first, but more": (
        [
            Group(np.zeros((2, 3, 2)), "signal"),
            Group(np.zeros((2, 4, 2)), "guess", like_first=True),
        ],
        "another number",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_group_that_cannot_be_drawn_is_refused(name: str) -> None:
    groups, words = WRONG[name]
    with pytest.raises(ValueError, match=words):
        Points(panels=[Panel(groups, "p")], steps=Steps(range(2))).encode()


def inked(group: Group, start: int) -> np.ndarray:
    """Where something is drawn in the poster."""
    return Points(panels=[Panel([group], "p")], steps=Steps(range(2), start))._poster()[..., 3] > 0


def test_posters_show_paths_and_arrows() -> None:
    ends = np.array([[[-1.0, 0.0]], [[1.0, 0.0]]])
    path, dot = Group(ends, "signal", "paths"), Group(ends, "signal")
    assert not inked(path, 0)[:, 195:205].any()
    assert inked(path, 1)[:, 195:205].any()
    assert not inked(dot, 1)[:, 195:205].any()
    arrow = Group(np.array([[[-1.0, 0.0], [1.0, 0.0]]] * 2), "signal", "arrows")
    assert inked(arrow, 0)[:, 195:205].any()
