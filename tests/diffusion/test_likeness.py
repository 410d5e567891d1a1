"""Likeness of pictures: closed solutions, what it falls with, and what it refuses."""

import numpy as np
import pytest

from gen.diffusion.likeness import RANGE, psnr, smoothed, ssim, window


def picture(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, shape)


def test_the_same_offset_everywhere_has_a_known_psnr() -> None:
    x = picture(7, 5, 3)
    for offset in (0.02, 0.2):
        assert psnr(x, x + offset) == pytest.approx(20 * np.log10(RANGE / offset))
    assert psnr(x, x) == float("inf")
    assert psnr(-np.ones((4, 4)), np.ones((4, 4))) == 0


def test_equal_pictures_are_wholly_alike_and_reversed_contrast_is_the_contrary() -> None:
    x = picture(20, 24, 3)
    assert ssim(x, x) == pytest.approx(1)
    assert ssim(0.4 + x / 4, 0.4 - x / 4) < -0.5
    assert abs(ssim(x, picture(20, 24, 3, seed=1))) < 0.3
    assert ssim(x, picture(20, 24, 3, seed=1)) == ssim(picture(20, 24, 3, seed=1), x)


def test_flat_pictures_are_told_apart_by_brightness_alone() -> None:
    """Of Eq. 13 only the first factor is left where nothing varies."""
    a, b, c1 = 0.5, -0.25, (0.01 * RANGE) ** 2
    found = ssim(np.full((11, 11), a), np.full((11, 11), b))
    assert found == pytest.approx((2 * a * b + c1) / (a * a + b * b + c1))


def test_more_noise_is_less_alike() -> None:
    y, x = np.mgrid[:32, :32] / 16 - 1
    clean, noise = np.sin(4 * x) * np.cos(3 * y), picture(32, 32)
    found = [(psnr(clean, clean + s * noise), ssim(clean, clean + s * noise)) for s in (0.1, 0.5)]
    assert found[0][0] > found[1][0]
    assert found[0][1] > found[1][1]


def test_the_window_is_a_mean() -> None:
    assert window().sum() == pytest.approx(1)
    assert smoothed(np.full((12, 15), 0.3)) == pytest.approx(np.full((2, 5), 0.3))
    one = np.zeros((11, 11))
    one[2, 7] = 1
    assert smoothed(one)[0, 0] == pytest.approx(window()[2] * window()[7])


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (picture(10, 30), picture(10, 30), "from 11 pixels on"),
        (picture(30, 30, 4), picture(30, 30, 4), "(H, W, 3)"),
        (picture(12, 12), picture(12, 13), "x's shape (12, 12)"),
        (np.full((12, 12), np.nan), picture(12, 12), "finite everywhere"),
    ],
)
def test_what_is_no_pair_of_pictures_is_refused(x: np.ndarray, y: np.ndarray, says: str) -> None:
    with pytest.raises(ValueError, match=r"x: got|y: got") as raised:
        ssim(x, y)
    assert says in str(raised.value)


def test_nothing_is_like_nothing() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        psnr(np.empty((0, 4)), np.empty((0, 4)))
