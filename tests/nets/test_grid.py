"""The lab's network in NumPy: beside PyTorch's answers, part by part, and what it refuses."""

from pathlib import Path

import numpy as np
import pytest

from gen.nets import grid, safetensors
from tests.nets import reference

KEPT = np.load(reference.FILE)


@pytest.fixture(scope="module")
def weights() -> grid.Weights:
    """Random weights; what the network says with them is of the size of what it has to say."""
    return reference.weights()


def test_it_says_what_pytorch_says(weights: grid.Weights) -> None:
    v = grid.forward(weights, KEPT["xt"], KEPT["abar"])
    assert (v.shape, v.dtype) == ((6, 32, 32), np.float32)
    assert 0.3 < KEPT["v"].std() < 3
    np.testing.assert_allclose(v, KEPT["v"], rtol=0, atol=1e-4)


def test_it_goes_where_pytorch_goes(weights: grid.Weights) -> None:
    """Twenty steps of DDIM from static: differences may grow, but not to more than 1e-3."""
    path = reference.trajectory(grid.predict(weights))
    assert path.shape == KEPT["path"].shape == (len(reference.KEPT), 2, 32, 32)
    assert np.abs(np.diff(path, axis=0)).mean(axis=(1, 2, 3)).min() > 1e-2, "it stands still"
    np.testing.assert_allclose(path, KEPT["path"], rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", grid.shapes())
def test_every_weight_counts(weights: grid.Weights, name: str) -> None:
    """So what is compared with PyTorch compares all of it."""
    xt, abar = KEPT["xt"][1:3], KEPT["abar"][1:3]
    changed = weights | {name: weights[name] + np.float32(0.1)}
    assert np.abs(grid.forward(changed, xt, abar) - KEPT["v"][1:3]).max() > 1e-2


def test_a_picture_is_seen_alone(weights: grid.Weights) -> None:
    """What else is in the batch does not matter."""
    for i in range(len(KEPT["xt"])):
        alone = grid.forward(weights, KEPT["xt"][i : i + 1], KEPT["abar"][i : i + 1])
        np.testing.assert_allclose(alone[0], KEPT["v"][i], rtol=0, atol=1e-4)


def test_it_looks_at_how_noisy_the_picture_is(weights: grid.Weights) -> None:
    xt = np.repeat(KEPT["xt"][:1], 3, axis=0)
    v = grid.forward(weights, xt, [0.1, 0.5, 0.9])
    assert np.abs(np.diff(v, axis=0)).mean(axis=(1, 2)).min() > 0.01


@pytest.mark.parametrize("abar", [0.0, 1e-300, 1e-12, 0.5, 1 - 1e-12, 1.0])
def test_it_is_finite_at_every_noise_level(weights: grid.Weights, abar: float) -> None:
    with np.errstate(all="raise"):
        assert np.isfinite(grid.forward(weights, KEPT["xt"][:1], [abar])).all()


@pytest.mark.parametrize(
    "shape", [(), (32,), (32, 32), (1, 32, 31), (2, 16, 16), (1, 64, 64), (1, 32, 32, 1), (1, 1024)]
)
def test_another_shape_is_refused(weights: grid.Weights, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^xt: got shape .*; must be \(B, 32, 32\)$") as caught:
        grid.forward(weights, np.zeros(shape), np.full(shape[:1] or (1,), 0.5))
    assert str(shape) in str(caught.value)


@pytest.mark.parametrize("C", [1, 3, 48])
def test_fold_and_unfold_undo_each_other(C: int) -> None:
    x = np.random.default_rng(0).standard_normal((2, 8, 12, C)).astype(np.float32)
    assert grid.fold(x).shape == (2, 4, 6, 4 * C)
    np.testing.assert_array_equal(grid.unfold(grid.fold(x)), x)
    y = np.random.default_rng(1).standard_normal((2, 4, 6, 4 * C)).astype(np.float32)
    np.testing.assert_array_equal(grid.fold(grid.unfold(y)), y)


def test_fold_keeps_neighbours_together() -> None:
    """The four cells of a square, row by row, become the channels of one place."""
    x = np.arange(2 * 4 * 6 * 3, dtype=np.float32).reshape(2, 4, 6, 3)
    square = x[1, 2:4, 4:6]
    np.testing.assert_array_equal(grid.fold(x)[1, 1, 2], square.ravel())


def test_conv_is_a_sum_over_neighbours() -> None:
    """Place by place, and what lies beyond the edge is 0."""
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((2, 5, 4, 3)), rng.standard_normal((7, 3, 3, 3))
    expected = np.zeros((2, 5, 4, 7))
    for i, j, di, dj in np.ndindex(5, 4, 3, 3):
        row, column = i + di - 1, j + dj - 1
        if 0 <= row < 5 and 0 <= column < 4:
            expected[:, i, j] += x[:, row, column] @ w[:, di, dj].T
    named = {"c.w": w.reshape(7, 27).astype(np.float32), "c.b": np.arange(7, dtype=np.float32)}
    found = grid.conv(named, "c", x.astype(np.float32))
    np.testing.assert_allclose(found, expected + np.arange(7), rtol=0, atol=1e-5)


def test_the_weights_that_are_kept_fit_and_weigh_less_than_a_megabyte() -> None:
    assert grid.WEIGHTS.stat().st_size < 1_000_000
    found = grid.load()
    assert {name: w.shape for name, w in found.items()} == grid.shapes()
    assert {w.dtype for w in found.values()} == {np.dtype(np.float32)}
    assert np.isfinite(grid.forward(found, *reference.inputs())).all()


@pytest.fixture
def file(tmp_path: Path, weights: grid.Weights) -> Path:
    """Whole weights in half precision, as they are kept, where they may be damaged."""
    path = tmp_path / "weights.safetensors"
    half = {name: w.astype(np.float16) for name, w in weights.items()}
    path.write_bytes(safetensors.dump(half, {"steps": "20"}))
    grid.load.cache_clear()
    return path


def refused(file: Path, content: bytes) -> None:
    """That the file with this content is refused in one sentence that says what to do."""
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"^weights\.safetensors is damaged \(") as caught:
        grid.load(file)
    said = str(caught.value)
    assert said.endswith(": bring or train it anew")
    assert "\n" not in said
    assert len(said) < 250


def test_whole_weights_are_taken(file: Path, weights: grid.Weights) -> None:
    for name, w in grid.load(file).items():
        np.testing.assert_allclose(w, weights[name], rtol=1e-3, atol=1e-6)


def test_weights_that_are_cut_short_are_refused(file: Path) -> None:
    content = file.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")  # of the tensors
    cuts = {0, 1, 7, 8, 9, begin // 2, begin - 1, begin, begin + 1, len(content) - 1}
    for cut in cuts | {*range(0, len(content), len(content) // 40)}:
        refused(file, content[:cut])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"F16"', b'"F32"'),
        (b'"F16"', b'"I16"'),
        (b'"shape":[48]', b'"shape":[47]'),
        (b'"shape"', b'"share"'),
        (b'"data_offsets"', b'"data_offset_"'),
        (b'"dtype"', b"'dtype'"),
        (b"{", b"["),
    ],
)
def test_altered_weights_are_refused(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    refused(file, content.replace(old, new, 1))


def test_something_else_is_refused(file: Path) -> None:
    content = file.read_bytes()
    for other in (b"\xff" * 8, b"<!doctype html>" * 100, content + b"\0", content[1:], b"[]" * 8):
        refused(file, other)


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"nothing\.safetensors"):
        grid.load(tmp_path / "nothing.safetensors")


def test_whole_weights_of_another_network_are_refused(file: Path, weights: grid.Weights) -> None:
    """One that lacks a tensor, has one more, or has one of another shape."""
    for other in (
        {name: w for name, w in weights.items() if name != "told.b"},
        weights | {"more.w": np.zeros(3, np.float32)},
        weights | {"told.b": np.zeros(65, np.float32)},
    ):
        file.write_bytes(safetensors.dump(other))
        with pytest.raises(
            ValueError, match=r"^weights\.safetensors has not the weights"
        ) as caught:
            grid.load(file)
        assert "\n" not in str(caught.value)
