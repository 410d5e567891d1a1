"""The photograph, and the pieces of it that autoencoders learn from."""

import numpy as np
import pytest

from gen.data import photograph


def test_no_crop_touches_the_eye(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each crop is of a size that is allowed, inside, and apart from the eye."""
    rng = np.random.default_rng(0)
    left, top, right, bottom = photograph.EYE
    for _ in range(2000):
        x0, y0, x1, y1 = photograph._place(220, rng)
        assert photograph.SMALLEST <= x1 - x0 == y1 - y0 <= photograph.LARGEST
        assert min(x0, y0) >= 0
        assert max(x1, y1) <= 220
        assert x0 >= right or x1 <= left or y0 >= bottom or y1 <= top


def test_crops_are_pictures_of_the_cat() -> None:
    crops = photograph.crops(6, np.random.default_rng(0))
    assert (crops.shape, crops.dtype) == ((6, 64, 64, 3), np.uint8)
    assert crops.std(axis=(1, 2, 3)).min() > 5
    again = photograph.crops(6, np.random.default_rng(0))
    np.testing.assert_array_equal(crops, again)
    assert photograph.crops(0, np.random.default_rng(0)).shape == (0, 64, 64, 3)
    with pytest.raises(ValueError, match=r"^n: got -1; must be at least 0$"):
        photograph.crops(-1, np.random.default_rng(0))


def test_the_eye_is_a_piece_of_the_photograph() -> None:
    eye = photograph.eye()
    assert eye.shape == (64, 64, 3)
    np.testing.assert_array_equal(eye, photograph.cat()[52:116, 14:78])
