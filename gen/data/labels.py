"""What a scene is made of: a subject, a colour, a place and a time."""

from typing import NamedTuple

SUBJECTS = (
    "car", "cat", "dog", "castle", "house", "boat", "rocket", "horse",
    "tree", "robot", "bird", "whale", "mushroom", "balloon", "butterfly", "elephant",
)  # fmt: skip
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "white")
PLACES = ("mountains", "sea", "meadow", "snow", "desert")
TIMES = ("day", "sunset", "night")
FLYING = ("rocket", "balloon", "butterfly")  # in the air, wherever
AFLOAT = ("boat", "whale")  # in the water, where there is any
PARTS = {"subject": SUBJECTS, "colour": COLOURS, "place": PLACES, "time": TIMES}


class Scene(NamedTuple):
    """*A [colour] subject [place] [time]*; None is what is not said.

    Without a colour the drawing keeps its own. Without a place or a time the picture has one by
    chance.
    """

    subject: str
    colour: str | None = None
    place: str | None = None
    time: str | None = None


def label_of(scene: Scene) -> tuple[int, int, int, int]:
    """The index of each part in SUBJECTS, COLOURS, PLACES, TIMES; −1 for None.

    Raises ValueError for a word that is none of them, and for a scene without a subject.
    """
    found = []
    for (name, words), word in zip(PARTS.items(), scene, strict=True):
        if word is None and name != "subject":
            found.append(-1)
        elif word in words:
            found.append(words.index(word))
        else:
            raise ValueError(f"{name}: got {word!r}; must be one of {', '.join(words)}")
    return found[0], found[1], found[2], found[3]
