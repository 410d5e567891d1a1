"""The captioned scenes: what is in them, what is held out, and what can be asked of them."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.data import scenes as module
from gen.data.captions import MOST_WORDS
from gen.data.held import hands_for
from gen.data.recolour import own_colours
from gen.data.scenes import (
    COLOURS,
    HELD_COMBINATIONS,
    HELD_PAIRS,
    PLACES,
    SUBJECTS,
    TIMES,
    WORDS,
    Scene,
    batch,
    caption,
    draw,
    is_held,
    label_of,
    random_scene,
)

COLOURED = [Scene(*parts) for parts in product(SUBJECTS, COLOURS, PLACES, TIMES)]
OWN = [Scene(s, None, p, t) for s, p, t in product(SUBJECTS, PLACES, TIMES)]
FAMOUS = Scene("car", "red", "mountains", "sunset")
SEEDS = st.integers(0, 2**32)
ANY = st.builds(
    Scene,
    st.sampled_from(SUBJECTS),
    st.sampled_from([None, *COLOURS]),
    st.sampled_from([None, *PLACES]),
    st.sampled_from([None, *TIMES]),
)


def test_there_is_enough_of_everything() -> None:
    asked = {"car", "cat", "dog", "castle", "house", "boat", "rocket", "horse", "tree", "robot"}
    assert asked <= set(SUBJECTS)
    assert (len(SUBJECTS) >= 14, len(COLOURS) >= 8) == (True, True)
    assert {"mountains", "sea", "meadow", "snow", "desert"} <= set(PLACES)
    assert set(TIMES) == {"day", "sunset", "night"}


# What is held out


def test_as_much_is_held_out_as_was_promised() -> None:
    assert FAMOUS in HELD_COMBINATIONS
    assert len(HELD_COMBINATIONS) >= 0.05 * len(COLOURED)
    assert len(HELD_PAIRS) >= 6
    assert len({subject for subject, _ in HELD_PAIRS}) == len(HELD_PAIRS)
    assert not {scene[:2] for scene in HELD_COMBINATIONS} & HELD_PAIRS


@pytest.mark.parametrize("part", range(4), ids=Scene._fields)
def test_every_word_stays_well_trained(part: int) -> None:
    """No word loses more than a fifth of its scenes, and each is in some that are held out."""
    all_of = Counter(scene[part] for scene in COLOURED)
    held = Counter(scene[part] for scene in COLOURED if is_held(scene))
    assert held.keys() == all_of.keys()
    assert max(held[word] / all_of[word] for word in held) < 0.2


def test_is_held_is_one_of_the_two_reasons() -> None:
    for scene in COLOURED:
        assert is_held(scene) == (scene in HELD_COMBINATIONS or scene[:2] in HELD_PAIRS)
        assert is_held(scene) == (not hands_for(scene))
    for subject, colour in product(SUBJECTS, COLOURS):
        assert is_held(Scene(subject, colour)) == ((subject, colour) in HELD_PAIRS)


def test_no_drawing_in_its_own_colours_looks_held_out() -> None:
    """Exhaustively: a car that its artist made red is not drawn where a red one may not be."""
    avoided = 0
    for scene in OWN:
        for hand in hands_for(scene):
            for looks in own_colours(scene.subject, hand):
                assert not is_held(scene._replace(colour=looks)), (scene, hand)
        avoided += len(hands_for(scene)) < len(module.hands_of(scene.subject))
    assert avoided > 0
    assert sum(map(is_held, OWN)) < 0.03 * len(OWN)
    famous = hands_for(FAMOUS._replace(colour=None))
    assert famous
    assert not any("red" in own_colours("car", hand) for hand in famous)


def test_every_scene_that_is_not_held_out_is_drawn_for_training_and_no_other() -> None:
    """Many draws: enough that each of the scenes comes up."""
    rng = np.random.default_rng(0)
    found = Counter(random_scene(rng) for _ in range(60_000))
    assert set(found) == {scene for scene in COLOURED + OWN if not is_held(scene)}


def test_labels_of_batches_are_never_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is handed to the painter, and by whom it is drawn; and the labels say the same."""
    drawn: list[tuple[Scene, str]] = []
    stand = module.stand

    def watch(canvas, subject, hand, colour, time, floor, rng):  # type: ignore[no-untyped-def]
        drawn.append((Scene(subject, colour, drawn_place[-1], time), hand))
        stand(canvas, subject, hand, colour, time, floor, rng)

    drawn_place: list[str] = []
    paint = module.paint

    def watch_place(canvas, place, *more, **named):  # type: ignore[no-untyped-def]
        drawn_place.append(place)
        return paint(canvas, place, *more, **named)

    monkeypatch.setattr(module, "stand", watch)
    monkeypatch.setattr(module, "paint", watch_place)
    labels = batch(3000, np.random.default_rng(1)).labels
    assert len(drawn) == 3000
    for (scene, hand), label in zip(drawn, labels, strict=True):
        assert label_of(scene) == tuple(label)
        assert hand in hands_for(scene)
        assert not is_held(scene)


@given(ANY, SEEDS)
def test_what_a_scene_leaves_open_never_ends_in_what_is_held_out(scene: Scene, seed: int) -> None:
    place, time = module.somewhere(scene, np.random.default_rng(seed))
    assert place == (scene.place or place)
    assert time == (scene.time or time)
    if not is_held(scene):
        assert not is_held(scene._replace(place=place, time=time))


@pytest.mark.parametrize("scene", [FAMOUS, Scene(*min(HELD_PAIRS)), *filter(is_held, OWN)])
def test_what_is_held_out_can_be_drawn_when_asked_for(scene: Scene) -> None:
    """The classifier has to know what it looks like."""
    assert draw(scene, np.random.default_rng(0)).std() > 10


# Captions


@given(ANY, SEEDS)
def test_captions_are_short_and_of_known_words(scene: Scene, seed: int) -> None:
    words = caption(scene, np.random.default_rng(seed)).split()
    assert 1 <= len(words) <= MOST_WORDS
    assert set(words) <= set(WORDS)
    for part, all_words in zip(scene, (SUBJECTS, COLOURS, PLACES, TIMES), strict=True):
        assert set(words) & set(all_words) <= {part}, "says what is not in the picture"


def test_captions_leave_parts_out_and_use_every_word() -> None:
    rng = np.random.default_rng(2)
    said = [caption(random_scene(rng), rng) for _ in range(20_000)]
    assert {word for text in said for word in text.split()} == set(WORDS)
    full = Scene("car", "blue", "desert", "sunset")
    ways = Counter(caption(full, rng) for _ in range(2000))
    assert ways["a blue car in the desert at sunset"] > 300
    assert ways["a blue car"] > 50
    assert ways["a blue car at sunset"] > 150
    assert sum(n for text, n in ways.items() if text[:2] != "a ") == pytest.approx(200, abs=60)


@given(ANY, SEEDS)
def test_who_names_the_subject_names_its_colour(scene: Scene, seed: int) -> None:
    """Silence about the colour means the drawing's own; only bare words leave the subject out."""
    text = caption(scene, np.random.default_rng(seed))
    words = text.split()
    if text.startswith(("a ", "an ")):
        assert scene.subject in words
        assert text.startswith("an ") == (words[1][0] in "aeiou")
    if scene.subject in words:
        assert scene.colour is None or scene.colour in words


# Pictures


@given(ANY, SEEDS, st.sampled_from([16, 32, 64]))
@settings(max_examples=60, deadline=None)
def test_the_seed_gives_the_picture(scene: Scene, seed: int, size: int) -> None:
    picture = draw(scene, np.random.default_rng(seed), size)
    assert (picture.shape, picture.dtype) == ((size, size, 3), np.uint8)
    np.testing.assert_array_equal(picture, draw(scene, np.random.default_rng(seed), size))
    assert (picture != draw(scene, np.random.default_rng(seed + 1), size)).any()


@given(ANY, SEEDS)
@settings(max_examples=60, deadline=None)
def test_the_same_seed_is_the_same_scene_when_larger(scene: Scene, seed: int) -> None:
    """Reduced to 32 × 32, it differs little from what is drawn at that size."""
    small = draw(scene, np.random.default_rng(seed)).astype(float)
    large = draw(scene, np.random.default_rng(seed), 64).astype(float)
    reduced = large.reshape(32, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(reduced - small).mean() < 10
    other = draw(scene, np.random.default_rng(seed + 1)).astype(float)
    assert np.abs(reduced - small).mean() < np.abs(reduced - other).mean()


def test_a_batch_is_pictures_labels_and_captions() -> None:
    found = batch(50, np.random.default_rng(3))
    assert (found.pictures.shape, found.pictures.dtype) == ((50, 32, 32, 3), np.uint8)
    assert (found.labels.shape, found.labels.dtype) == ((50, 4), np.int8)
    assert len(found.captions) == 50
    again = batch(50, np.random.default_rng(3))
    np.testing.assert_array_equal(found.pictures, again.pictures)
    np.testing.assert_array_equal(found.labels, again.labels)
    assert found.captions == again.captions
    assert (found.labels[:, [0, 2, 3]] >= 0).all(), "a picture always has a place and a time"
    assert len(np.unique(found.pictures.reshape(50, -1), axis=0)) == 50
    none = batch(0, np.random.default_rng(0))
    assert (none.pictures.shape, none.labels.shape) == ((0, 32, 32, 3), (0, 4))


def test_places_and_times_look_different_from_each_other() -> None:
    """By the mean picture alone, nearest of fifteen, nearly all others are told right."""
    rng = np.random.default_rng(4)
    every = list(product(PLACES, TIMES))

    def some(n: int) -> np.ndarray:
        whose = [[SUBJECTS[k] for k in rng.integers(len(SUBJECTS), size=n)] for _ in every]
        return np.array(
            [
                [draw(Scene(s, None, p, t), rng) for s in subjects]
                for (p, t), subjects in zip(every, whose, strict=True)
            ],
            float,
        )

    means = some(60).mean(axis=1).reshape(15, -1)
    others = some(20).reshape(300, -1)
    nearest = np.linalg.norm(others[:, None] - means, axis=2).argmin(axis=1)
    assert (nearest == np.repeat(np.arange(15), 20)).mean() > 0.85


# Wrong input


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (Scene("lorry"), r"subject: got 'lorry'; must be one of car, cat"),
        (Scene("car", "beige"), r"colour: got 'beige'; must be one of red"),
        (Scene("car", None, "moon"), r"place: got 'moon'; must be one of mountains"),
        (Scene("car", None, None, "noon"), r"time: got 'noon'; must be one of day"),
        (Scene(None), r"subject: got None"),  # type: ignore[arg-type]
    ],
)
def test_an_unknown_word_is_named_with_the_known_ones(scene: Scene, said: str) -> None:
    rng = np.random.default_rng(0)
    for ask in (lambda: draw(scene, rng), lambda: caption(scene, rng), lambda: label_of(scene)):
        with pytest.raises(ValueError, match=said):
            ask()


def test_sizes_and_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="size: got 15; must be at least 16"):
        draw(Scene("car"), np.random.default_rng(0), 15)
    with pytest.raises(ValueError, match="n: got -1; must be at least 0"):
        batch(-1, np.random.default_rng(0))
