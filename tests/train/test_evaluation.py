"""The committed network that paints, and what was measured of it."""

import json

import pytest

from gen.data.scenes import WORDS
from gen.files import digest
from gen.nets import painter
from gen.registry import ROOT
from gen.train import card

MOST = 8_000_000  # bytes
FILE = painter.WEIGHTS.parent / "evaluation.json"


@pytest.fixture(scope="module")
def found() -> dict:
    """What `make evaluate` has written."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_the_weights_fit_know_their_words_and_are_no_more_than_a_page_can_load() -> None:
    assert painter.load().vocabulary == WORDS
    assert painter.WEIGHTS.stat().st_size <= MOST


def test_what_was_measured_was_measured_of_these_weights(found: dict) -> None:
    assert found["weights"] == digest(painter.WEIGHTS), "run `make evaluate`"


@pytest.mark.parametrize(
    ("kind", "bar"), [("combinations", 0.85), ("pairs", 0.80), ("trained", 0.88)]
)
def test_all_four_parts_are_right_often_enough(found: dict, kind: str, bar: float) -> None:
    assert found["bars"]["each"] >= 1000
    assert found["bars"][kind]["all"]["share"] >= bar


def test_the_card_says_what_was_measured(found: dict) -> None:
    assert card.FILE.read_text(encoding="utf-8") == card.card(found), "run `make evaluate`"


def test_the_card_is_there() -> None:
    text = (painter.WEIGHTS.parent / "README.md").read_text(encoding="utf-8")
    for part in ("Data", "Training", "Measured", "Limits", "Licence"):
        assert f"**{part}" in text
    assert "scenes/README.md" in (ROOT / "gen/weights/README.md").read_text(encoding="utf-8")
