"""The failures: of a thousand pictures of a kind, those in which the judge finds least of what was
asked for."""

from gen.figures.prompts._painting import evaluation, painted
from gen.render.figure import Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import static


def figure(kind: str = "pairs") -> Frames:
    """The sixteen lowest scores among held-out pairs, painted again from their seeds."""
    worst = evaluation()["bars"][kind]["worst"]
    prompts = [one["prompt"] for one in worst]
    *_, last = painted(prompts, static([one["seed"] for one in worst]))
    return Frames(
        panels=[
            Panel(picture[None], prompt, role="guess")
            for picture, prompt in zip(last.xt, prompts, strict=True)
        ],
        steps=Steps(["result"]),
        across=(8, 3),
        numbers={"failures": len(worst)},
    )
