"""The demo `compress`: what it keeps, what it says of it, and that one's own picture stays here."""

import io

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as PILImage
from playwright.sync_api import expect

from gen.data import photograph
from gen.data.labels import Scene
from gen.data.scenes import draw, is_held
from gen.live import compress, demo
from gen.live.view import Image, View
from gen.nets import autoencoder
from tests.live.conftest import Tab

DEMO = ("compress/", "compress")
SCENE = Scene("car", "red", "mountains", "sunset")


def here(**raw: object) -> View:
    """What this Python computes."""
    (view,) = demo.of(compress.compress).views(raw)
    return view


def said(view: View) -> dict[str, str]:
    """The readouts."""
    return {readout.label: readout.text() for readout in view.readouts}


def pictures(view: View) -> list[np.ndarray]:
    """The panels."""
    return [panel.check() for panel in view.panels if isinstance(panel, Image)]


def db(view: View) -> float:
    """What it says of the likeness, in decibels."""
    return float(said(view)["PSNR"].removesuffix(" dB"))


def test_the_words_count_the_numbers() -> None:
    control = {c.name: c for c in demo.of(compress.compress).controls}["factor"].declaration()
    assert control["choices"] == [["4", "12 become 1"], ["8", "48 become 1"]]
    for factor in (4, 8):
        z = autoencoder.load(factor).encode(np.zeros((1, 64, 64, 3)))
        assert z.size == compress.AFTER[factor]
    assert said(here(bits=3))["numbers"] == "12,288 → 1,024"
    assert said(here(bits=3))["bits"] == "98,304 → 3,072"
    assert said(here(factor="8"))["bits"] == "98,304 → 2,048"


def test_what_comes_back_is_the_picture_nearly() -> None:
    view = here()
    x, z, back, difference = pictures(view)
    assert x.shape == back.shape == difference.shape == (64, 64, 3)
    assert z.shape == (64, 64)
    assert db(view) > 24
    assert float(said(view)["SSIM"]) > 0.85
    assert_allclose(difference, compress.LOUDER * (back - x))
    assert np.abs(back).max() <= 1


def test_harder_or_fewer_bits_or_shaken_is_worse() -> None:
    best = db(here())
    assert best > db(here(factor="8")) > 10
    few = [db(here(bits=bits)) for bits in (8, 4, 3, 2, 1)]
    assert few == sorted(few, reverse=True)
    assert few[1] > best - 1  # half of the bits are hardly missed
    shaken = [db(here(noise=noise)) for noise in (0, 0.2, 0.5, 1)]
    assert shaken == sorted(shaken, reverse=True)
    assert shaken[1] > best - 4  # a little leads to a picture much alike


def test_what_it_never_saw_in_any_training_comes_back_badly() -> None:
    assert db(here(picture="rings")) < db(here(picture="eye")) - 10


@pytest.mark.parametrize("bits", compress.STEPS)
def test_no_other_step_loses_less(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    z = np.random.default_rng(0).standard_normal(400_000)

    def lost() -> float:
        return float(np.mean((compress.kept(z, bits) - z) ** 2))

    best, levels = lost(), np.unique(compress.kept(z, bits))
    assert len(levels) <= 2**bits
    assert_allclose(levels, -levels[::-1])
    for other in (0.85, 1.15):
        with monkeypatch.context() as patch:
            patch.setitem(compress.STEPS, bits, other * compress.STEPS[bits])
            assert lost() > best


def test_the_mosaic_has_each_channel_in_a_corner() -> None:
    for side in (16, 8):
        z = np.random.default_rng(0).standard_normal((side, side, 4))
        shown = compress.mosaic(z) * compress.BLACK
        assert shown.shape == (64, 64)
        corners = (shown[:32, :32], shown[:32, 32:], shown[32:, :32], shown[32:, 32:])
        for channel, corner in enumerate(corners):
            grown = z[..., channel].repeat(32 // side, axis=0).repeat(32 // side, axis=1)
            assert_allclose(corner, grown)


def test_the_pictures_that_are_new_to_it_are_so() -> None:
    assert is_held(SCENE)
    scene = draw(SCENE, np.random.default_rng(3), 64)
    eye = np.rint((photograph.eye() + 1) * 127.5)
    assert_array_equal(np.load(compress.UNSEEN), np.stack([scene, eye]))
    for _, drawn in compress.CHOICES.values():
        assert drawn(64).shape == (64, 64, 3)
    with pytest.raises(ValueError, match="size: got 32; must be 64"):
        compress.unseen(0, 32)


@pytest.mark.parametrize(
    "raw", [{"bits": 0}, {"bits": 9}, {"factor": "16"}, {"noise": 1.5}, {"picture": "sea"}]
)
def test_what_is_not_allowed_is_refused(raw: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(raw))):
        here(**raw)


@pytest.mark.parametrize("raw", [{}, {"factor": "8"}, {"bits": "2", "noise": "0.4"}])
def test_the_page_has_cpythons_pictures(live: Tab, raw: dict[str, str]) -> None:
    for name, value in raw.items():
        control = live.control(name)
        if name == "factor":
            control.select_option(value)
        else:
            control.fill(value)
        live.page.wait_for_timeout(50)
        live.done()
    values = {k: v if k == "factor" else float(v) for k, v in raw.items()}
    expected = here(**values)
    for i, picture in enumerate(pictures(expected)):
        # One number on the edge of its step may fall to either side of it.
        assert np.abs(live.values(i) - picture.ravel()).mean() < 1 / 255
    there = live.readouts()
    assert [there[name] for name in ("numbers", "bits")] == [
        said(expected)[name] for name in ("numbers", "bits")
    ]
    assert float(there["PSNR"].removesuffix(" dB")) == pytest.approx(db(expected), abs=0.2)


def test_a_picture_of_ones_own_is_compressed_and_never_leaves(live: Tab) -> None:
    wide = np.zeros((90, 150, 3), np.uint8)
    wide[:, 30:120] = (180, 60, 40)  # the square in the middle
    wide[20:70, 50:100] = (20, 160, 150)
    file = io.BytesIO()
    PILImage.fromarray(wide).save(file, "PNG")
    before = len(live.requests)
    live.demo.locator("input[type=file]").set_input_files(
        {"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(live.control("picture").locator("option:checked")).to_have_text("mine.png")
    live.done()
    x, back = (live.values(i).reshape(64, 64, 3) for i in (0, 2))
    corner = np.array([180, 60, 40]) / 127.5 - 1
    assert_allclose(x[0, 0], corner, atol=1 / 255)
    assert np.abs(back - x).mean() < 0.2
    assert len(live.requests) == before
    assert "compress.picture" not in live.state()
    live.button("Copy link").click()
    expect(live.demo.locator(".un-live-status")).to_contain_text("never leaves this page")
