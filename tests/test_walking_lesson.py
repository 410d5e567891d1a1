"""What the lesson on walking back claims, held against what the build computed, and the bar."""

import json

import numpy as np
import pytest

from gen.data.points import NAMES
from gen.diffusion import schedules
from gen.diffusion.denoisers import learned
from gen.diffusion.process import q_sample
from gen.figures.walking import _quality, _walk, memory, paths, score, twice
from gen.live.plane import plane
from gen.nets import mlp
from gen.registry import OUTPUT
from gen.site.numbers import Numbers
from gen.train.built import plane as built


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that lessons may quote."""
    return dict(Numbers.collect().values)


@pytest.mark.parametrize("name", NAMES)
def test_a_network_passes_the_bar_in_sliced_wasserstein_distance(name: str, number: dict) -> None:
    found = {key: number[f"walking.{name}_swd_{key}"] for key in ("learned", "exact", "floor")}
    assert min(found.values()) > 0
    assert found["learned"] <= 1.5 * found["exact"] + found["floor"]
    assert number[f"walking.{name}_swd_bar"] == 1.5 * found["exact"] + found["floor"]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_tables_say_of_passing_is_so(name: str, number: dict) -> None:
    for distance in _quality.DISTANCES:
        most = number[f"walking.{name}_{distance}_bar"]
        for what in ("learned", "blurred"):
            passes = number[f"walking.{name}_{distance}_{what}"] <= most
            assert number[f"walking.{name}_{distance}_{what}_passes"] == ("yes" if passes else "no")


def test_a_blurred_truth_passes_one_bar_and_fails_the_other(number: dict) -> None:
    """A blur of 0.1 goes unseen by sliced Wasserstein distances. The MMD sees it wherever there
    are lines; the filled squares of the checkerboard change at their edges only."""
    assert number["walking.blur"] == _quality.BLUR == 0.1
    passes = {
        distance: {
            name for name in NAMES if number[f"walking.{name}_{distance}_blurred_passes"] == "yes"
        }
        for distance in _quality.DISTANCES
    }
    assert passes == {"swd": set(NAMES), "mmd": {"checkerboard"}}


def test_all_networks_pass_the_closer_bar(number: dict) -> None:
    assert {number[f"walking.{name}_mmd_learned_passes"] for name in NAMES} == {"yes"}


@pytest.mark.parametrize("name", built.LONGER)
def test_those_that_learned_longer_would_fail_the_closer_bar_and_only_that(
    name: str, number: dict
) -> None:
    """With as many batches as the others, as the lesson says."""
    assert number[f"walking.{name}_batches"] == built.LONGER[name]
    assert number["walking.moons_batches"] == built.STEPS
    short = built.learn(name, steps=built.STEPS).tensors
    weights = {key: w for key, w in short.items() if key not in ("means", "deviation")}
    denoise, fresh = learned(mlp.predict(weights), "v"), _quality.truths(plane(name).truth, 1)
    clouds = [_walk.ddpm(denoise, _quality.POINTS, seed)[-1].xt for seed in _quality.SEEDS]
    passes = {
        key: np.median(_quality.distances(distance, clouds, fresh))
        <= number[f"walking.{name}_{key}_bar"]
        for key, distance in _quality.DISTANCES.items()
    }
    assert passes == {"swd": True, "mmd": False}


def test_from_which_blur_on_the_sliced_wasserstein_distance_notices(number: dict) -> None:
    """Measured anew, with other random numbers than the figure's."""
    truth, most = plane("moons").truth, number["walking.moons_swd_bar"]
    least = number["walking.blur_noticed"]
    medians = []
    for factor in (0.5, 1.25):
        rng = np.random.default_rng(7)
        values = []
        for _ in range(5):
            x, y = truth.sample(5000, rng), truth.sample(5000, rng)
            noise = factor * least * rng.standard_normal(x.shape)
            values.append(_quality.DISTANCES["swd"](x + noise, y))
        medians.append(np.median(values))
    assert medians[0] <= most < medians[1]


def test_the_first_guess_is_a_dot_and_early_ones_are_not_wide(number: dict) -> None:
    assert number["walking.guess_first"] < 0.1
    assert number["walking.guess_first"] < number["walking.guess_early"] < 1


def test_both_walks_begin_with_the_same_static() -> None:
    known = plane("ring")
    exact, learned = (_walk.ddpm(d, 50, 3) for d in (known.exact(), known.learned()))
    assert np.array_equal(exact[0].xt, learned[0].xt)
    assert not np.array_equal(exact[-1].xt, learned[-1].xt)
    assert len(exact) == 61 == len(_walk.LEVELS)
    assert _walk.LEVELS[-1] == 1


def test_a_path_with_kicks_is_much_longer(number: dict) -> None:
    assert number["walking.ddpm_path"] > 2 * number["walking.ddim_path"]
    for key in ("ddpm", "ddim"):
        assert number[f"walking.{key}_path"] >= number[f"walking.{key}_straight"]
    assert number["walking.ddim_path"] < 1.5 * number["walking.ddim_straight"]
    corner = np.array([[[0.0, 0.0]], [[3.0, 0.0]], [[3.0, 4.0]]])
    assert paths.length(corner) == 7


def test_ddpm_ends_in_two_places_and_ddim_in_one(number: dict) -> None:
    assert number["walking.twice_ddpm"] > 0.3
    assert number["walking.twice_ddim"] == 0
    for panel, apart in zip(twice.figure(many=1).panels, (True, False), strict=True):
        _, one, two = (group.xy for group in panel.groups)
        assert np.array_equal(one[0], two[0])
        assert np.array_equal(one[-1], two[-1]) is not apart


def test_the_exact_denoiser_of_a_finite_set_copies_it(number: dict) -> None:
    assert number["walking.memory_copies"] > 0.85
    assert number["walking.memory_mixture"] < 0.4
    assert memory.copies(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0, 0.01]])) == 0.5


def test_the_arrows_are_the_gradient_of_the_logarithm_of_the_density() -> None:
    """By central differences of the mixture's density, where it is not too small to differ."""
    figure = score.figure(side=7, frames=5, n=3)
    truth, h = plane("moons").truth, 1e-5
    levels = np.rint(np.linspace(999, 0, 5)).astype(int)
    for arrows, t in zip(figure.panels[0].groups[1].xy, levels, strict=True):
        at, tips = arrows[0::2], arrows[1::2]
        abar = _walk.ABAR[t]
        sides = [
            [np.log(truth.density(at + s * h * np.eye(2)[axis], abar) + 1e-300) for s in (1, -1)]
            for axis in (0, 1)
        ]
        slope = np.stack([(up - down) / (2 * h) for up, down in sides], axis=1)
        long = np.linalg.norm(tips - at, axis=1) > 1e-6  # in the middle there is no direction
        sure = (truth.density(at, abar) > 1e-100) & long
        assert sure.sum() > 10
        one = (tips - at)[sure] / np.linalg.norm((tips - at)[sure], axis=1, keepdims=True)
        two = slope[sure] / np.linalg.norm(slope[sure], axis=1, keepdims=True)
        np.testing.assert_allclose((one * two).sum(axis=1), 1, atol=1e-6)


def test_the_particles_behind_the_arrows_are_noised_data() -> None:
    figure = score.figure(side=2, frames=4, n=5)
    t = np.rint(np.linspace(999, 0, 4)).astype(int)
    rng = np.random.default_rng(2)
    x0, eps = plane("moons").truth.sample(5, rng), rng.standard_normal((5, 2))
    assert np.array_equal(
        figure.panels[0].groups[0].xy[2], q_sample(x0, int(t[2]), eps, _walk.ABAR)
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_distribution_to_choose_is_of_1200_particles_and_61_frames(name: str) -> None:
    manifest = json.loads((OUTPUT / "walking" / name / "figure.json").read_text(encoding="utf-8"))
    assert [group["count"] for panel in manifest["panels"] for group in panel["groups"]] == [
        1200,
        1200,
    ]
    assert len(manifest["steps"]["labels"]) == 61
    left = [float(value) for value in manifest["steps"]["readouts"][0]["values"]]
    assert left == pytest.approx(schedules.noise(_walk.LEVELS), abs=0.006)
