"""Never seen before: pictures of what was held out of training, from one static after another."""

from gen.data.captions import in_full
from gen.data.labels import PARTS, Scene
from gen.data.scenes import HELD_COMBINATIONS, HELD_PAIRS
from gen.figures.prompts._painting import counted, evaluation, painted, states
from gen.render.frames import Frames, Panel
from gen.train.tested import static

FIRST = Scene("car", "red", "mountains", "sunset")  # a held-out combination
SHOWN = 8


def figure(seed: int = 7) -> Frames:
    """x_t on the way to four held-out combinations and to scenes of four held-out pairs.

    `numbers`: how often all four parts, and each, are right, of so many pictures of each kind.
    """
    asked = [*combinations(), *pairs()]
    prompts = [in_full(scene) for scene in asked]
    way = states(painted(prompts, static(range(seed, seed + len(prompts)))))
    found = evaluation()["bars"]
    numbers: dict[str, float | int] = {
        "each": found["each"],
        "held_combinations": len(HELD_COMBINATIONS),
        "held_pairs": len(HELD_PAIRS),
    }
    for kind in ("combinations", "pairs", "trained"):
        for part in ("all", *PARTS):
            numbers[f"{kind}_{part}"] = found[kind][part]["share"]
        numbers[f"{kind}_low"] = found[kind]["all"]["low"]
        numbers[f"{kind}_high"] = found[kind]["all"]["high"]
    return Frames(
        panels=[Panel(way[:, i], prompt, role="signal") for i, prompt in enumerate(prompts)],
        steps=counted(),
        across=(4, 2),
        numbers=numbers,
    )


def combinations() -> list[Scene]:
    """FIRST and three more held-out combinations, of other subjects."""
    found = {FIRST.subject: FIRST}
    for scene in sorted(HELD_COMBINATIONS, key=str):
        if scene[:2] not in HELD_PAIRS:
            found.setdefault(scene.subject, scene)
    return [*found.values()][: SHOWN // 2]


def pairs() -> list[Scene]:
    """Scenes of four held-out pairs, each in another place."""
    places = ("meadow", "snow", "sea", "desert")
    times = ("day", "night", "sunset", "day")
    chosen = sorted(HELD_PAIRS)[:: max(1, len(HELD_PAIRS) // 4)][: SHOWN // 2]
    return [
        Scene(*pair, place, time) for pair, place, time in zip(chosen, places, times, strict=True)
    ]
