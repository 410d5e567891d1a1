"""The network that paints, run by PyTorch for measurements: it is the one that the site runs."""

import numpy as np

from gen.train.fast import FastPainter
from tests.nets import painter_reference as reference


def test_fast_is_the_same_with_one_prompt_or_one_for_each() -> None:
    slow = reference.network()
    fast, (xt, abar) = FastPainter(slow), reference.inputs()
    for prompts in (reference.PROMPTS, ["a red car"], [""]):
        theirs, ours = (one.predict(prompts)(xt, abar) for one in (fast, slow))
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-4)
    x = np.random.default_rng(0).standard_normal((2, 32, 32, 3))
    guess, same = (one.denoiser(["a red car"])(x, 0.3) for one in (fast, slow))
    np.testing.assert_allclose(guess, same, rtol=0, atol=1e-4)
