"""What the lesson on the forward process claims, held against what the build computed."""

import functools

import numpy as np
import pytest
from scipy import stats

from gen.data import points, words
from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.figures.forward import one_shot, triples
from gen.registry import built
from gen.render.images import to_bytes
from gen.site.numbers import Numbers


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that lessons may quote."""
    return dict(Numbers.collect().values)


def test_the_curves_cross_in_the_middle_and_after_a_quarter(number: dict) -> None:
    assert number["forward.crossing"] == pytest.approx(0.5, abs=0.01)
    assert number["forward.crossing_linear"] == pytest.approx(0.25, abs=0.02)


def test_there_is_more_noise_than_a_reader_would_guess(number: dict) -> None:
    assert number["forward.noise"] > 1.5 * number["forward.noise_naive"]
    total = number["forward.signal_share"] + number["forward.noise_share"]
    assert total == pytest.approx(1, abs=1e-12)


def test_the_particles_end_in_the_standard_cloud(number: dict) -> None:
    assert number["forward.particle_deviation"] == pytest.approx(1, abs=0.05)
    assert number["forward.particle_mean"] < 0.1


def test_the_histogram_ends_as_a_bell_curve(number: dict) -> None:
    assert abs(number["forward.kurtosis_end"]) < 0.05
    assert number["forward.deviation_end"] == pytest.approx(1, abs=0.01)
    assert number["forward.deviation_start"] < 0.5


def test_the_right_chain_passes_and_the_wrong_one_fails(number: dict) -> None:
    assert number["forward.ks_rejected"] == 0
    assert number["forward.ks_rejected_wrong"] >= 4
    assert number["forward.ks_least_wrong"] < 1e-6


def test_the_p_value_is_scipy_s() -> None:
    z = np.random.default_rng(5).standard_normal(20_000)
    for sample in (z, 1.02 * z, z + 0.02):
        reference = stats.kstest(sample, "norm", method="asymp").pvalue
        assert one_shot.normal_p(sample) == pytest.approx(reference, rel=0.02, abs=1e-12)


def test_every_triple_is_a_question_with_its_answer() -> None:
    figure = triples.figure(count=5, size=8)
    question, answer = (panel.pictures for panel in figure.panels)
    steps = [int(v) - 1 for v in figure.steps.readouts[0].values]
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    recovered = [
        (xt - np.sqrt(1 - abar[t]) * eps) / np.sqrt(abar[t])
        for xt, eps, t in zip(question, answer, steps, strict=True)
    ]
    for x0 in recovered[1:]:
        assert np.allclose(x0, recovered[0], atol=1e-6)
    assert len(set(steps)) == 5


def test_the_opening_figure_is_what_q_sample_says() -> None:
    from gen.figures.forward.cat import figure

    blend = figure(T=6, start=3)
    x0, eps = (layer.picture for layer in blend.layers)
    abar = schedules.alphas_cumprod(schedules.short("cosine", 6))
    for n in range(1, 7):
        left = blend.frame(n)[:, : x0.shape[1]]
        assert np.array_equal(left, to_bytes(q_sample(x0, n - 1, eps, abar)))
    assert np.array_equal(blend.frame(0)[:, : x0.shape[1]], to_bytes(x0))


DRAWN = {name: points.distribution(name).sample for name in points.NAMES}
DRAWN["word"] = functools.partial(words.word, "unnoise")


@pytest.mark.parametrize("name", DRAWN)
def test_points_have_mean_zero_and_variance_one(name: str) -> None:
    draw = DRAWN[name]
    xy = draw(100_000, np.random.default_rng(1))
    assert xy.shape == (100_000, 2)
    assert np.abs(xy.mean(axis=0)).max() < 0.02
    assert xy.std(axis=0) == pytest.approx([1, 1], abs=0.02)
    again = draw(100_000, np.random.default_rng(2))
    assert not np.array_equal(xy, again)


def test_all_six_kinds_are_used() -> None:
    kinds = {manifest["kind"] for manifest in built().values()}
    assert kinds == {"points", "frames", "blend", "chart", "loop", "live"}
