"""What the model never sees: the proof that it composes and does not retrieve.

Two kinds. Combinations of all four parts, one in seventeen, spread evenly by a linear rule; and
whole pairs of subject and colour, wherever and whenever. What an artist painted in such a colour
counts as well.
"""

from functools import cache
from itertools import product

from gen.data.atlas import hands_of
from gen.data.labels import COLOURS, PLACES, SUBJECTS, TIMES, Scene, label_of
from gen.data.recolour import own_colours

FAMOUS = Scene("car", "red", "mountains", "sunset")
STRIDES, ONE_IN = (3, 5, 7, 11), 17  # coprime, so each word loses about as much as any other

HELD_PAIRS = frozenset(
    {
        ("cat", "green"),
        ("house", "purple"),
        ("rocket", "pink"),
        ("boat", "black"),
        ("tree", "blue"),
        ("bird", "orange"),
        ("elephant", "red"),
        ("balloon", "white"),
        ("robot", "yellow"),
    }
)


def _rule(scene: Scene) -> int:
    return sum(a * b for a, b in zip(STRIDES, label_of(scene), strict=True)) % ONE_IN


HELD_COMBINATIONS = frozenset(
    scene
    for scene in map(Scene._make, product(SUBJECTS, COLOURS, PLACES, TIMES))
    if _rule(scene) == _rule(FAMOUS) and scene[:2] not in HELD_PAIRS
)


def is_held(scene: Scene) -> bool:
    """Whether a scene is held out. With place or time unsaid: whether its pair is.

    Without a colour: whether all its drawings look, in their own colours, like what is held out.
    """
    if scene.colour is None:
        return not hands_for(scene)
    return scene[:2] in HELD_PAIRS or scene in HELD_COMBINATIONS


@cache
def hands_for(scene: Scene) -> tuple[str, ...]:
    """The hands that may draw a scene for training: all, or none that looks held out.

    A car that its artist made red is not drawn in the mountains at sunset.
    """
    hands = hands_of(scene.subject)
    if scene.colour is not None:
        return () if is_held(scene) else hands
    return tuple(
        hand
        for hand in hands
        if not any(is_held(scene._replace(colour=c)) for c in own_colours(scene.subject, hand))
    )
