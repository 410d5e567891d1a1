"""PSNR and SSIM are those of scikit-image, with the window of the paper."""

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from gen.diffusion import likeness
from gen.live.pictures import cat


@pytest.mark.parametrize("spread", [0.01, 0.1, 0.6])
def test_both_agree(spread: float) -> None:
    x = cat(64)
    y = np.clip(x + spread * np.random.default_rng(0).standard_normal(x.shape), -1, 1)
    theirs = peak_signal_noise_ratio(x, y, data_range=2)
    assert likeness.psnr(x, y) == pytest.approx(theirs)
    theirs = structural_similarity(
        x @ likeness.LUMA, y @ likeness.LUMA, data_range=2, gaussian_weights=True,
        sigma=1.5, use_sample_covariance=False,
    )  # fmt: skip
    assert likeness.ssim(x, y) == pytest.approx(theirs)
