"""How the network that paints is measured: what is asked for, how it is counted."""

import numpy as np
import pytest

from gen.data.captions import in_full, where
from gen.data.scenes import HELD_COMBINATIONS, HELD_PAIRS, WORDS, is_held
from gen.train import measures
from gen.train.tested import static


@pytest.mark.parametrize("kind", measures.KINDS)
def test_each_kind_asks_for_its_own_evenly(kind: str) -> None:
    wanted = measures.asked(kind, 1000)
    assert len(wanted) == 1000
    assert all(is_held(scene) == (kind != "trained") for scene in wanted)
    if kind == "combinations":
        assert set(wanted) == HELD_COMBINATIONS
    if kind == "pairs":
        assert {scene[:2] for scene in wanted} == HELD_PAIRS
    counts = [wanted.count(scene) for scene in set(wanted)]
    assert max(counts) - min(counts) <= 1
    assert measures.asked(kind, 1000) == wanted != measures.asked(kind, 1000, seed=1)


def test_prompts_say_all_four_parts_in_known_words() -> None:
    for scene in measures.asked("trained", 2000):
        words = in_full(scene).split()
        assert set(words) <= set(WORDS)
        assert where(scene.subject, str(scene.place))[0] in in_full(scene)
        assert {scene.subject, scene.colour, scene.time} <= set(words)
        assert words[0] == ("an" if words[1][0] in "aeiou" else "a")


@pytest.mark.parametrize(("right", "n"), [(0, 10), (10, 10), (50, 100), (890, 1000)])
def test_the_interval_is_that_of_wilson(right: int, n: int) -> None:
    """Its ends are where a test of p would just not reject: (p̂ − p)² = z² p (1 − p)/n."""
    found = measures.share(np.arange(n) < right)
    assert found["share"] == right / n
    assert 0 <= found["low"] <= found["share"] <= found["high"] <= 1
    for end in (found["low"], found["high"]):
        gap = (found["share"] - end) ** 2 - measures.Z**2 * end * (1 - end) / n
        assert gap == pytest.approx(0, abs=1e-12)


def test_all_is_right_only_where_every_part_is() -> None:
    right = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 1], [1, 1, 1, 1]], bool)
    found = measures.shares(right)
    assert found["all"]["share"] == 0.5
    assert (found["subject"]["share"], found["colour"]["share"]) == (1, 0.75)


def test_variety_is_the_mean_distance_within_a_prompt() -> None:
    rng = np.random.default_rng(0)
    same = np.repeat(rng.standard_normal((3, 5)), 16, axis=0)
    assert measures.variety(same) == 0
    apart = rng.standard_normal((32, 5))
    pairs = [
        np.linalg.norm(apart[i] - apart[j])
        for group in (range(16), range(16, 32))
        for i in group
        for j in group
        if i != j
    ]
    assert measures.variety(apart) == pytest.approx(np.mean(pairs))


def test_a_seed_is_its_static_whatever_stands_beside_it() -> None:
    np.testing.assert_array_equal(static([3, 7])[1], static([7])[0])
    assert static(range(2000)).std() == pytest.approx(1, abs=0.01)
