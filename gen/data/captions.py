"""What a picture is called: a few words from a closed vocabulary."""

import numpy as np

from gen.data.labels import AFLOAT, COLOURS, FLYING, PLACES, SUBJECTS, TIMES, Scene, label_of

WHERE = {
    "mountains": ("in the mountains",),
    "sea": ("by the sea", "at the sea"),
    "meadow": ("in the meadow", "in a meadow"),
    "snow": ("in the snow",),
    "desert": ("in the desert", "in a desert"),
}
WHEN = {
    "day": ("by day", "in the day"),
    "sunset": ("at sunset",),
    "night": ("at night", "by night"),
}
LEAVE_OUT = 0.25  # the place, and, independently, the time
KEYWORDS = 0.1  # the share of captions that are bare words: "night car red"
MOST_WORDS = 9

WORDS = tuple(
    sorted(
        {*SUBJECTS, *COLOURS, *PLACES, *TIMES, "a", "an", "on", "over"}
        | {w for d in (WHERE, WHEN) for ps in d.values() for p in ps for w in p.split()}
    )
)


def caption(scene: Scene, rng: np.random.Generator) -> str:
    """A caption, at most `MOST_WORDS` words, all in WORDS; place and time are left out at random.

    A colour is said whenever the subject is, since silence means the drawing's own. One in ten is
    bare words in any order, of which the subject, and with it the colour, may be missing too.
    """
    label_of(scene)
    subject, colour, place, time = scene
    place = place if rng.random() >= LEAVE_OUT else None
    time = time if rng.random() >= LEAVE_OUT else None
    if rng.random() < KEYWORDS:
        said = [word for word in (colour, place, time) if word]
        if rng.random() >= LEAVE_OUT or not said:
            said.append(subject)
        elif len(said) > 1 and colour and rng.random() < LEAVE_OUT:
            said.remove(colour)
        return " ".join(said[i] for i in rng.permutation(len(said)))
    said = [thing(scene)]
    if place:
        ways = where(subject, place)
        said.append(ways[rng.integers(len(ways))])
    if time:
        said.append(WHEN[time][rng.integers(len(WHEN[time]))])
    return " ".join(said)


def in_full(scene: Scene) -> str:
    """All that a scene has, in the first of the ways that captions say it."""
    said = [thing(scene)]
    if scene.place:
        said.append(where(scene.subject, scene.place)[0])
    if scene.time:
        said.append(WHEN[scene.time][0])
    return " ".join(said)


def thing(scene: Scene) -> str:
    """The subject with its colour and article: "an orange car"."""
    words = f"{scene.colour} {scene.subject}" if scene.colour else scene.subject
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def where(subject: str, place: str) -> tuple[str, ...]:
    """The ways of saying a place, which differ for what flies or floats."""
    if subject in FLYING:
        return (*WHERE[place], f"over the {place}")
    if subject in AFLOAT and place == "sea":
        return ("on the sea",)
    return WHERE[place]
