"""What is real: the records of the build, and the model cards, as they stand on the page."""

import json
import re

import markdown
import pytest

from gen.registry import OUTPUT, RECORD, ROOT, WEIGHTS, figures
from gen.site import real

PAGE = ROOT / "docs" / "real.md"


@pytest.fixture
def md() -> markdown.Markdown:
    """Python-Markdown with the two blocks."""
    return markdown.Markdown(extensions=["gen.site.block", "gen.site.real"])


def test_every_figure_has_a_record_that_the_page_shows() -> None:
    lessons = re.findall(r"^/// records \| (\w+)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [*lessons] == [*dict.fromkeys(lessons)]
    known = figures()
    assert {name.split("/")[0] for name in known} == set(lessons)
    for record in real.records():
        assert record.source == f"{known[record.name].module}:figure"
        assert record.parameters == json.loads(known[record.name].canonical_parameters())
        assert record.asked.keys() <= real.ASKED.keys(), record.name
        assert record.bytes > 100


def test_every_figure_is_shown_somewhere() -> None:
    assert [record.name for record in real.records() if not record.place] == []


def test_a_record_tells_what_was_asked() -> None:
    """Eight prompts, twenty steps, each guess made with the prompt and without."""
    record = next(record for record in real.records() if record.name == "prompts/seven")
    assert record.asked == {"scenes": 8 * 20 * 2}
    assert record.who == "network that paints 320×"


def test_a_table_links_to_the_figure_and_gives_the_lines(md: markdown.Markdown) -> None:
    html = md.convert("/// records | walking\n///\n")
    text = (ROOT / "gen/figures/walking/moons.py").read_text("utf-8").split("\n")
    first = next(i for i, line in enumerate(text, 1) if line.startswith("def figure"))
    assert f"gen/<wbr />figures/<wbr />walking/<wbr />moons.py:{first}–" in html
    assert 'href="lessons/walking.md#walking-moons"' in html
    assert "un-problem" not in html


def test_who_is_not_known_is_said(md: markdown.Markdown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(real.ASKED, "exact")
    html = md.convert("/// records | walking\n///\n")
    assert "nobody knows who 'exact' is" in html


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("records | walkingg", "there are no figures of 'walkingg' (did you mean 'walking'?)"),
        ("card | scene", "there is no model card 'scene' (did you mean 'scenes'?)"),
    ],
)
def test_a_wrong_name_is_said_with_the_nearest(
    md: markdown.Markdown, block: str, said: str
) -> None:
    html = md.convert(f"/// {block}\n///\n")
    assert "un-problem" in html
    assert said in html


def test_every_model_card_is_on_the_page_with_its_tables(md: markdown.Markdown) -> None:
    shown = re.findall(r"^/// card \| (\w+)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(shown) == {path.parent.name for path in WEIGHTS.glob("*/README.md")}
    html = md.convert("/// card | scenes\n///\n")
    assert "<summary>The network that paints what it is told</summary>" in html
    assert "<table>" in html
    assert "$" not in html
    assert 'href="../' not in html


def test_records_lie_beside_the_figures() -> None:
    for name, entry in figures().items():
        assert RECORD in entry.files
        assert (OUTPUT / name / RECORD).is_file()
