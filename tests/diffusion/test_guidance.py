"""Guidance: its ends, that it is a straight line between them, and whom it asks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.diffusion.check import Array
from gen.diffusion.denoisers import eps_hat, exact
from gen.diffusion.guidance import clipped, guided

X = np.random.default_rng(0).standard_normal((4, 2))
TOLD, UNTOLD = exact([[1.0, 0.0]], 0.3), exact([[1.0, 0.0], [-1.0, 1.0]], 0.3)
LEVELS = st.floats(1e-3, 1 - 1e-3)


@given(LEVELS)
def test_at_1_it_is_the_guess_with_the_prompt_and_at_0_the_one_without(abar: float) -> None:
    np.testing.assert_array_equal(guided(TOLD, UNTOLD, 1)(X, abar), TOLD(X, abar))
    np.testing.assert_array_equal(guided(TOLD, UNTOLD, 0)(X, abar), UNTOLD(X, abar))


@given(LEVELS, st.floats(0, 20), st.floats(0, 20), st.floats(0, 1))
def test_it_is_a_straight_line_in_the_scale(abar: float, a: float, b: float, s: float) -> None:
    at = {scale: guided(TOLD, UNTOLD, scale)(X, abar) for scale in (a, b, a + s * (b - a))}
    np.testing.assert_allclose(at[a + s * (b - a)], at[a] + s * (at[b] - at[a]), atol=1e-9)


@given(LEVELS, st.floats(0, 20))
def test_it_is_what_the_paper_writes_for_eps(abar: float, scale: float) -> None:
    """ε̃ = (1 + w) ε(told) − w ε(untold), w = cfg_scale − 1."""
    told, untold = (eps_hat(X, abar, denoise(X, abar)) for denoise in (TOLD, UNTOLD))
    ours = eps_hat(X, abar, guided(TOLD, UNTOLD, scale)(X, abar))
    np.testing.assert_allclose(ours, scale * told - (scale - 1) * untold, atol=1e-7)


def asked(scale: float, abar: float, **options: tuple[float, float]) -> list[str]:
    """Who is asked for a guess."""
    calls = []

    def who(name: str):  # type: ignore[no-untyped-def]
        def denoise(xt: Array, abar_t: float) -> Array:
            calls.append(name)
            return xt

        return denoise

    guided(who("told"), who("untold"), scale, **options)(X, abar)
    return sorted(calls)


def test_nobody_is_asked_in_vain() -> None:
    assert asked(1, 0.5) == ["told"]
    assert asked(0, 0.5) == ["untold"]
    assert asked(3, 0.5) == ["told", "untold"]


@pytest.mark.parametrize(("abar", "both"), [(0.1, False), (0.2, True), (0.7, True), (0.8, False)])
def test_outside_of_the_interval_only_the_prompt_is_asked(abar: float, both: bool) -> None:
    assert asked(5, abar, interval=(0.2, 0.7)) == ["told", "untold"][: 1 + both]


@pytest.mark.parametrize("scale", [-1, float("nan"), float("inf"), "3"])
def test_a_wrong_scale_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match=r"^cfg_scale: got "):
        guided(TOLD, UNTOLD, scale)


@pytest.mark.parametrize("interval", [(0.7, 0.2), (-0.1, 1), (0, 1.1)])
def test_a_wrong_interval_is_refused(interval: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"^interval: got "):
        guided(TOLD, UNTOLD, 2, interval)


def test_clipped_stays_in_the_range_and_changes_nothing_inside() -> None:
    wide = guided(TOLD, UNTOLD, 8)
    free, cut = wide(X, 0.3), clipped(wide)(X, 0.3)
    assert np.abs(free).max() > 1
    np.testing.assert_array_equal(cut, free.clip(-1, 1))
    with pytest.raises(ValueError, match=r"^low: got 1.0; must be below high, 0.0$"):
        clipped(wide, 1, 0)
