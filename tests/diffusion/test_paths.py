"""Ways between the arc and the line: their ends, their slopes, and what walks along them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.diffusion import flow, paths
from gen.diffusion.denoisers import exact

EPS = np.random.default_rng(1).standard_normal((50, 2))
TRUTH = exact([[1.0, 0.5], [-1.0, -0.5], [0.0, 1.5]], 0.3)
SHARES = st.floats(0, 1)


@given(SHARES)
def test_all_paths_have_the_same_ends(share: float) -> None:
    assert [float(x) for x in paths.strengths(0.0, share)] == [1, 0]
    assert [float(x) for x in paths.strengths(1.0, share)] == [0, 1]


@given(SHARES, st.floats(1e-3, 1 - 1e-3))
def test_slopes_are_what_strengths_change_by(share: float, s: float) -> None:
    h = 1e-5
    for before, after, slope in zip(
        paths.strengths(s - h, share),
        paths.strengths(s + h, share),
        paths.slopes(s, share),
        strict=True,
    ):
        assert (after - before) / (2 * h) == pytest.approx(float(slope), abs=1e-8)


@given(st.floats(0, 1))
def test_the_arc_is_a_quarter_circle_and_the_line_is_straight(s: float) -> None:
    signal, noise = paths.strengths(s, paths.ARC)
    assert signal**2 + noise**2 == pytest.approx(1)
    signal, noise = paths.strengths(s, paths.LINE)
    assert signal + noise == pytest.approx(1)


def test_along_the_line_it_is_the_flows_own_method() -> None:
    times = flow.even(7)
    ours = list(paths.along(TRUTH, EPS, times, paths.LINE))
    theirs = list(flow.euler(flow.from_denoiser(TRUTH), EPS, times))
    for one, two in zip(ours, theirs, strict=True):
        assert (one.i, one.t) == (two.i, two.t)
        np.testing.assert_allclose(one.xt, two.xt, atol=1e-12)
        np.testing.assert_allclose(one.eps_hat, two.eps_hat, atol=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_with_many_steps_every_path_leads_to_the_same_place(share: float) -> None:
    """The marginals of all of them differ in scale alone, so their walks have the same ends."""
    ends = {}
    for steps in (100, 200, 1600):
        *_, other = paths.along(TRUTH, EPS, flow.even(steps), share)
        *_, line = paths.along(TRUTH, EPS, flow.even(steps), paths.LINE)
        ends[steps] = np.linalg.norm(other.xt - line.xt, axis=1).mean()
    assert ends[1600] < ends[200] < ends[100]
    assert ends[1600] < 0.01


def test_one_step_from_static_leaves_all_noise_on_the_arc_and_none_on_the_line() -> None:
    """At s = 1 the guess is the mean, whatever x: the arc's slope is all signal there."""
    mean = np.mean([[1.0, 0.5], [-1.0, -0.5], [0.0, 1.5]], axis=0)
    *_, arc = paths.along(TRUTH, EPS, flow.even(1), paths.ARC)
    np.testing.assert_allclose(arc.xt, EPS + np.pi / 2 * mean, atol=1e-12)
    *_, line = paths.along(TRUTH, EPS, flow.even(1), paths.LINE)
    np.testing.assert_allclose(line.xt, np.broadcast_to(mean, EPS.shape), atol=1e-12)


def test_straightness_is_length_over_distance() -> None:
    corner = np.array([[[0.0, 0.0]], [[3.0, 0.0]], [[3.0, 4.0]]])
    assert paths.straightness(corner) == pytest.approx(7 / 5)
    assert paths.straightness(corner[[0, 2]]) == 1


@given(st.integers(2, 6), st.integers(0, 99))
def test_no_path_is_shorter_than_its_distance(frames: int, seed: int) -> None:
    states = np.random.default_rng(seed).standard_normal((frames, 3, 2))
    assert paths.straightness(states) >= 1 - 1e-12


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: paths.strengths(1.5, 0), "s: got 1.5"),
        (lambda: paths.strengths(0.5, 2), "share: got 2"),
        (lambda: paths.slopes(-1, 0), "s: got -1"),
        (lambda: paths.slopes(0.5, -0.1), "share: got -0.1"),
        (lambda: paths.along(TRUTH, EPS[0], [1.0], 0), "x: got shape"),
        (lambda: paths.along(TRUTH, EPS, [0.2, 0.4], 0), "times: got .* decreasing"),
        (lambda: paths.along(TRUTH, EPS, [1.0], 3), "share: got 3"),
        (lambda: paths.straightness(EPS), "states: got shape"),
        (lambda: paths.straightness(EPS[None]), "states: got shape"),
        (lambda: paths.straightness(np.stack([EPS, EPS])), "states: got paths that end"),
    ],
)
def test_wrong_input_is_refused_at_once(call, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=says):
        call()
