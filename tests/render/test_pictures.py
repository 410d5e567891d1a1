"""Blends, frames, loops and what all kinds share."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from gen.render import images
from gen.render.blend import Blend, Layer
from gen.render.blend import Panel as BlendPanel
from gen.render.figure import Figure, Readout, Steps
from gen.render.frames import LIMIT, Frames, Panel
from gen.render.loop import Loop

RNG = np.random.default_rng(0)


def decoded(file: bytes) -> np.ndarray:
    """The pixels of a picture file."""
    return np.asarray(Image.open(io.BytesIO(file)))


def test_bytes_are_rounded_and_clamped() -> None:
    values = np.array([-2, -1, 0, 1, 2.0])
    assert images.to_bytes(values).tolist() == [0, 0, 128, 255, 255]
    assert images.to_bytes(values, -4, 4).tolist() == [64, 96, 128, 159, 191]


def test_lossless_is_lossless() -> None:
    pixels = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    assert np.array_equal(decoded(images.webp(pixels)), pixels)


def test_a_sheet_holds_every_frame_of_every_panel() -> None:
    pictures = RNG.uniform(-1, 1, (7, 5, 4, 3))
    grey = RNG.uniform(-1, 1, (7, 5, 4))
    figure = Frames(panels=[Panel(pictures, "a"), Panel(grey, "b")], steps=Steps(range(7)))
    files = figure.encode()
    info = json.loads(files["figure.json"])
    sheet = decoded(files["sheet.webp"])
    for f in range(7):
        row, column = divmod(f, info["columns"])
        strip = sheet[row * 5 : row * 5 + 5, column * 8 : column * 8 + 8]
        assert np.array_equal(strip[:, :4], images.to_bytes(pictures[f]))
        assert np.array_equal(strip[:, 4:], np.repeat(images.to_bytes(grey[f])[..., None], 3, -1))


def test_a_sheet_that_would_be_too_large_is_refused() -> None:
    pictures = np.broadcast_to(np.float32(0), (40, 900, 900))
    with pytest.raises(ValueError, match=f"{LIMIT} × {LIMIT}"):
        Frames(panels=[Panel(pictures, "a")], steps=Steps(range(40))).encode()


def test_panels_may_stand_in_rows_with_headings() -> None:
    panels = [Panel(np.zeros((1, 4, 4)), f"{i}") for i in range(4)]
    figure = Frames(panels=panels, steps=Steps(["x"]), across=(2, 2), rows=["one", "two"])
    manifest = json.loads(figure.encode()["figure.json"])
    assert (manifest["across"], manifest["rows"]) == ([2, 2], ["one", "two"])
    assert "across" not in json.loads(
        Frames(panels=panels, steps=Steps(["x"])).encode()["figure.json"]
    )
    for across, rows in (((2, 2), ["one"]), ((4, 2), ["one"]), ((2, 2), ["a", "b", "c"])):
        with pytest.raises(ValueError, match=r"^rows has \d headings for 4 panels"):
            Frames(panels=panels, steps=Steps(["x"]), across=across, rows=rows)


def test_panels_of_frames_must_fit_together() -> None:
    steps = Steps(range(2))
    a, b = np.zeros((2, 4, 4)), np.zeros((2, 5, 4))
    with pytest.raises(ValueError, match="panel 'b'"):
        Frames(panels=[Panel(a, "a"), Panel(b, "b")], steps=steps).encode()


def test_a_blend_is_the_sum_of_its_layers() -> None:
    layers = [Layer(RNG.uniform(-1, 1, (3, 4, 3))), Layer(RNG.normal(size=(3, 4, 3)), -4, 4)]
    weights = np.array([[1.0, 0.0], [0.6, 0.8]])
    figure = Blend(layers=layers, panels=[BlendPanel(weights, "sum")], steps=Steps(range(2)))
    expected = 0.6 * layers[0].picture + 0.8 * layers[1].picture
    assert np.array_equal(figure.frame(1), images.to_bytes(expected))
    stored = decoded(figure.encode()["layers.webp"])
    assert np.array_equal(stored[:, :4], images.to_bytes(layers[0].picture))


def test_weights_of_a_blend_must_fit() -> None:
    layer = Layer(np.zeros((2, 2, 3)))
    with pytest.raises(ValueError, match=r"\(frames, layers\) is \(3, 1\)"):
        Blend(
            layers=[layer], panels=[BlendPanel(np.ones((2, 1)), "p")], steps=Steps(range(3))
        ).encode()


def test_a_loop_plays_all_its_frames_for_ever() -> None:
    frames = RNG.integers(0, 256, (3, 6, 8, 4), dtype=np.uint8)
    frames[..., 3] = 255
    file = Image.open(io.BytesIO(Loop(frames=frames, milliseconds=80).encode()["loop.webp"]))
    assert getattr(file, "n_frames", 1) == 3
    assert file.info["loop"] == 0
    for index in range(3):
        file.seek(index)
        assert np.array_equal(np.asarray(file.convert("RGB")), frames[index, ..., :3])


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Steps([]), "at least one frame"),
        (lambda: Steps(range(3), start=3), "0 to 2"),
        (lambda: Steps(range(3), readouts=[Readout("x", [1, 2])]), "2 values for 3 frames"),
    ],
)
def test_steps_that_do_not_fit_are_refused(make, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        make()


def test_readouts_are_texts_with_a_real_minus() -> None:
    assert Readout("x", [-0.5, 2], form=".1f").manifest()["values"] == ["−0.5", "2.0"]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="'x'"):
        Figure(numbers={"x": bad}).manifest()
