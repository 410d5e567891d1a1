"""Terms: the first use is a button, and the meaning is the glossary's."""

import re
from pathlib import Path

import markdown
import pytest
from markdown import Markdown

from gen.registry import ROOT
from gen.site import terms

LIST = """# Glossary

Noise schedule
:   How much noise when.

Noise
:   What hides the picture.

Prompt
:   What is asked for.
"""


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Markdown:
    """A Markdown that renders a lesson with a small glossary."""
    path = tmp_path / "glossary.md"
    path.write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(terms.glossary, "__defaults__", (path,))
    monkeypatch.setattr(terms, "page_path", lambda md: "lessons/one.md")
    return markdown.Markdown(extensions=["attr_list", "tables", "gen.site.terms"])


def buttons(html: str) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", html)


def test_the_first_use_is_a_button_and_its_meaning_stands_beside_it(lesson: Markdown) -> None:
    html = lesson.convert("A prompt, and more prompts.\n\nAnother prompt.")
    assert html.count("<button") == 1
    assert (
        'A <button aria-describedby="term-prompt" class="un-term" type="button">prompt</button>'
        '<span class="un-meaning" data-search-exclude="" id="term-prompt" role="tooltip">'
        "What is asked for.</span>, and more prompts."
    ) in html


def test_the_longest_term_wins_and_each_comes_once(lesson: Markdown) -> None:
    html = lesson.convert("Noise schedules say how much noise. Noise schedule, noise, *prompts*.")
    assert buttons(html) == ["Noise schedules", "noise", "prompts"]
    assert "<em><button" in html
    assert re.sub(r"<span.*?</span>|<[^>]*>", "", html) == (
        "Noise schedules say how much noise. Noise schedule, noise, prompts."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# A prompt",
        "`prompt`",
        "[prompt](page.md)",
        "    prompt = 1",
        "a pre-prompt, prompting, prompt-like",
        "> a prompt",
        "| prompt |\n|---|\n| prompt |",
        "- [A paper](https://arxiv.org/abs/1): on the prompt",
        "**Next:** [that](page.md)<br>The prompt.\n{ .un-next }",
    ],
)
def test_words_that_are_not_prose_are_left_alone(lesson: Markdown, text: str) -> None:
    assert not buttons(lesson.convert(text))
    assert buttons(lesson.reset().convert(text + "\n\nA prompt.")) == ["prompt"]


def test_other_pages_have_none(lesson: Markdown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "page_path", lambda md: "index.md")
    assert not buttons(lesson.convert("A prompt."))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("prompt\n:   Again.\n", "'prompt' is there twice"),
        ("Score\n:   A *slope*.\n", r"'Score' has '\*'; terms and meanings are plain words"),
    ],
)
def test_entries_that_cannot_be_buttons_are_refused(tmp_path: Path, entry: str, said: str) -> None:
    path = tmp_path / "glossary.md"
    path.write_text(f"{LIST}\n{entry}", encoding="utf-8")
    with pytest.raises(terms.GlossaryError, match=said):
        terms.glossary(path)


def test_the_glossary_is_sorted_and_every_term_is_used() -> None:
    found = [*terms.glossary()]
    assert len(found) > 25
    assert found == sorted(found, key=lambda term: re.sub(r"[^a-zé0-9]", "", term.lower()))
    lessons = " ".join(path.read_text("utf-8") for path in (ROOT / "docs/lessons").glob("*.md"))
    unused = [term for term in found if not terms.pattern([term]).search(lessons)]
    assert not unused
