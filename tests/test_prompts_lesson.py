"""What the lesson on prompts claims, held against what the build computed."""

import json

import numpy as np
import pytest

from gen.data.labels import PARTS, SUBJECTS
from gen.data.scenes import HELD_COMBINATIONS, HELD_PAIRS, is_held
from gen.figures.prompts import (
    _painting,
    attention,
    both,
    failures,
    held,
    model,
    plane,
    swap,
    words,
)
from gen.live.plane import plane as known
from gen.nets import painter
from gen.registry import OUTPUT
from gen.site.numbers import Numbers
from gen.train.tested import NAMES


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that lessons may quote."""
    return {k[8:]: v for k, v in Numbers.collect().values.items() if k.startswith("prompts.")}


def manifest(name: str) -> dict:
    """What the build wrote of a figure."""
    return json.loads((OUTPUT / "prompts" / name / "figure.json").read_text(encoding="utf-8"))


def test_the_oracle_returns_and_the_network_does_not(number: dict) -> None:
    assert number["remembered_off"] < 1e-9
    assert number["learned_off"] > 0.1
    assert number["left"] < 1e-3


def test_one_static_is_shared_by_all_prompts() -> None:
    assert len({panel["label"] for panel in manifest("seven")["panels"]}) >= 8


def test_pictures_of_one_static_are_nearer_to_each_other(number: dict) -> None:
    assert 0.1 < number["nearer"] < 1
    assert number["same_static"] < number["other_static"]


def test_means_of_parts_are_means() -> None:
    pictures = np.random.default_rng(0).standard_normal((2, 32, 32, 3))
    found = both.blocks(pictures)
    assert found.shape == (2, 4, 4, 3)
    np.testing.assert_allclose(found[1, 2, 3], pictures[1, 16:24, 24:32].mean(axis=(0, 1)))


def test_what_is_settled_first_and_last_is_as_the_lesson_says(number: dict) -> None:
    found = {part: number[f"settled_{part}"] for part in PARTS}
    assert sorted(found, key=found.__getitem__) == ["time", "colour", "subject", "place"]
    half = _painting.evaluation()["swap"]["steps"] / 2
    assert half - 1 < min(found.values()) <= max(found.values()) < 2 * half
    assert number["swap_seeds"] >= 200


def test_for_nearly_half_of_the_way_the_second_prompt_wins() -> None:
    found = _painting.evaluation()["swap"]
    for part in PARTS:
        assert all(point["share"] < 0.05 for point in found[part]["first"][:9])


def test_a_crossing_lies_between_two_steps() -> None:
    first, then = np.array([0.0, 0.2, 0.6, 1.0]), np.array([1.0, 0.8, 0.2, 0.0])
    assert swap.crossing(first, then) == pytest.approx(1.6)
    assert swap.crossing(then, first) == 0


def test_swaps_begin_with_the_second_prompt_and_end_with_the_first() -> None:
    found = _painting.evaluation()["swap"]
    for part in PARTS:
        assert found[part]["first"][-1]["share"] > 0.6
        assert found[part]["then"][0]["share"] > 0.8


def test_guidance_buys_obedience_with_variety(number: dict) -> None:
    assert number["right_one"] < number["right_scale"]
    assert number["variety_one"] > 1.3 * number["variety_scale"]
    assert abs(number["variety_last"] - number["variety_scale"]) < 0.05


def test_after_a_few_steps_nothing_is_gained(number: dict) -> None:
    assert number["steps_one"] < 0.5
    found = _painting.evaluation()["steps"]
    few = found["steps"].index(number["steps_few"])
    for name in NAMES:
        shares = [point["share"] for point in found[name]]
        assert min(shares[few:]) > 0.9
        assert max(shares[few:]) - min(shares[few:]) < 0.05
    assert abs(number["steps_ddim_frechet"] - number["steps_ddim_frechet_last"]) < 0.15


def test_the_moons_are_told_apart() -> None:
    means = known("moons").truth.means
    above = plane.upper(means)
    assert above.sum() == len(means) // 2
    assert means[above, 1].mean() > means[~above, 1].mean() + 1


def test_the_shapes_of_the_drawing_are_those_of_the_model(number: dict) -> None:
    weights = painter.load().weights
    assert number["parameters"] == sum(w.size for w in weights.values())
    assert number["places"] == len(weights["where"])
    text = (OUTPUT / "prompts" / "model" / "wide.svg").read_text(encoding="utf-8")
    assert f"8 × 8 × {weights['where'].shape[1]}" in text
    assert model.PROMPT in text


def test_every_word_that_names_something_is_drawn_and_can_be_read(number: dict) -> None:
    for layout in ("wide", "narrow"):
        text = (OUTPUT / "prompts" / "words" / f"{layout}.svg").read_text(encoding="utf-8")
        assert all(f">{word}<" in text.replace("\n", "") for word in SUBJECTS)
    crowd = np.zeros((12, 2)) + np.linspace(0, 1e-3, 12)[:, None]
    for layout in ("wide", "narrow"):
        at = words.placed(crowd, layout)  # type: ignore[arg-type]
        gap = np.abs(at[:, None] - at)
        wide, high = words.ROOM[layout]  # type: ignore[index]
        apart = (gap[..., 0] >= 1.9 * wide) | (gap[..., 1] >= 1.9 * high)
        assert apart[~np.eye(12, dtype=bool)].all()


def test_maps_are_those_of_the_words_shown(number: dict) -> None:
    assert set(attention.SHOWN) <= set(attention.PROMPT.split())
    assert all(-1 <= number[f"overlap_{word}"] <= 1 for word in attention.SHOWN)


def test_what_is_shown_as_held_out_was_held_out(number: dict) -> None:
    assert all(scene in HELD_COMBINATIONS for scene in held.combinations())
    assert all(scene[:2] in HELD_PAIRS for scene in held.pairs())
    assert all(map(is_held, [*held.combinations(), *held.pairs()]))
    assert number["held_pairs"] == len(HELD_PAIRS) >= 6


def test_the_table_is_what_was_measured(number: dict) -> None:
    found = _painting.evaluation()["bars"]
    for kind in ("combinations", "pairs", "trained"):
        assert number[f"{kind}_all"] == found[kind]["all"]["share"]


def test_it_does_not_copy(number: dict) -> None:
    """Painted pictures are not nearer to the training than real unseen ones, or hardly."""
    for space in ("pixel", "feature"):
        assert number[f"painted_{space}_median"] > 0.7 * number[f"real_{space}_median"]


def test_the_failures_are_the_lowest_scores() -> None:
    shown = [panel["label"] for panel in manifest("failures")["panels"]]
    assert shown == [one["prompt"] for one in _painting.evaluation()["bars"]["pairs"]["worst"]]
    assert len(shown) == 16
    assert failures.figure.__defaults__ == ("pairs",)
