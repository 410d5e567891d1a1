"""The check: what each defect is told as, and on which line."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from gen.registry import ROOT
from gen.site.check import Checker, check
from tests.site.conftest import FIGURES
from tests.site.reading import captions, figures_shown, has_raw_block, notes, parse

GOOD = """\
/// figure | forward/cat
    alt: A cat

A caption with $x_t$.
///
"""

CHOICE = GOOD.replace("forward/cat", "walk/one").replace(
    "A cat\n", "A cat\n    choices: walk/two\n"
)


def said(checker: Checker, text: str) -> list[str]:
    return [f"{line}: {what}" for line, what in checker.page(text)]


def indent(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" for line in text.splitlines())


WRONG = {
    "unknown figure": (GOOD.replace("cat\n", "cta\n", 1), 1, "did you mean 'forward/cat'?"),
    "unknown block": (GOOD.replace("figure", "figrue"), 1, "did you mean 'figure'?"),
    "unknown option": (GOOD.replace("alt:", "atl:"), 2, "did you mean 'alt'?"),
    "attributes": (GOOD.replace("alt: A cat", "attrs: {id: x}"), 2, "no option 'attrs'"),
    "no alt": (GOOD.replace("    alt: A cat\n", ""), 1, "no alt text"),
    "nothing as alt": (GOOD.replace("A cat", ""), 2, "empty"),
    "empty alt": (GOOD.replace("A cat", '"  "'), 2, "empty"),
    "number as alt": (GOOD.replace("A cat", "5"), 2, "put the text in quotes"),
    "yes as alt": (GOOD.replace("A cat", "yes"), 2, "put the text in quotes"),
    "colon in alt": (GOOD.replace("A cat", "A cat: big"), 2, "put the text in quotes"),
    "unquoted number": (GOOD.replace("A cat", "{n: forward.T} cats"), 2, "put the text in quotes"),
    "only a number": (GOOD.replace("A cat", "{n: forward.T}"), 2, "put the text in quotes"),
    "hash in alt": (GOOD.replace("A cat", "Cat #3"), 2, "put the text in quotes"),
    "anchor in alt": (GOOD.replace("A cat", "&amp; cats"), 2, "put the text in quotes"),
    "alt twice": (GOOD.replace("cat\n\n", "cat\n    alt: B\n\n"), 3, "twice"),
    "alt not indented": (GOOD.replace("    alt", "alt"), 2, "indent it by four spaces"),
    "alt after a gap": (GOOD.replace("    alt", "\n    alt"), 3, "directly under"),
    "unknown number in alt": (GOOD.replace("A cat", '"{n: forward.TT}"'), 2, "'forward.T'"),
    "half a number in alt": (GOOD.replace("A cat", '"{n: forward.T"'), 2, "this is no number"),
    "unknown choice": (CHOICE.replace("two", "tow"), 1, "did you mean 'walk/two'?"),
    "choice twice": (CHOICE.replace("two", "two walk/two"), 1, "'walk/two' stands twice"),
    "the first again": (CHOICE.replace("two", "two walk/one"), 1, "'walk/one' stands twice"),
    "choice of another kind": (CHOICE.replace("walk/two", "forward/cat"), 1, "only points"),
    "choice for another kind": (CHOICE.replace("walk/one", "forward/cat"), 1, "only points"),
    "choice without a title": (CHOICE.replace("two", "nameless"), 1, "has no title"),
    "choice with other steps": (CHOICE.replace("two", "longer"), 1, "other panels, steps"),
    "unknown option beside choices": (CHOICE.replace("choices", "choises"), 3, "'choices'"),
    "no choices": (CHOICE.replace("walk/two", ""), 3, "empty"),
    "no argument": (GOOD.replace(" | forward/cat", ""), 1, "write /// figure | lesson/name"),
    "no bar": (GOOD.replace(" | ", " "), 1, "write /// figure | lesson/name"),
    "argument too many": ("/// predict | what\nWhat?\n///\n", 1, "takes no argument"),
    "two slashes": (GOOD.replace("///", "//"), 1, "three slashes"),
    "unclosed": (GOOD.removesuffix("///\n"), 1, "not closed"),
    "unclosed before another": (GOOD.removesuffix("///\n") + "\n" + GOOD, 1, "before another"),
    "closed with a word": (GOOD.replace("\n///\n", "\n/// end\n"), 5, "write /// alone"),
    "closed with more": (GOOD.replace("\n///\n", "\n////\n"), 5, "as many slashes"),
    "closed with fewer": (GOOD.replace("/// fig", "//// fig"), 5, "as many slashes"),
    "closed indented": (GOOD.replace("\n///\n", "\n    ///\n"), 5, "indented by 4"),
    "stray end": ("Text.\n\n///\n\nText.\n", 3, "closes nothing"),
    "in a list": ("- item\n\n" + indent(GOOD, "    "), 3, "left margin"),
    "on a bullet": ("- item\n- " + GOOD, 2, "stands in a list"),
    "in an admonition": ('!!! note "N"\n\n' + indent(GOOD, "    "), 3, "left margin"),
    "in an admonition, no gap": ("!!! note\n" + indent(GOOD, "    "), 2, "left margin"),
    "in a quotation": (indent(GOOD, "> "), 1, "quotation"),
    "in a footnote": ("A[^1].\n\n[^1]: " + GOOD, 3, "note"),
    "in HTML": (f"<div>\n{GOOD}</div>\n", 2, "HTML element"),
    "in open HTML": (f"<section>\n\n{GOOD}", 1, "HTML element <section> is not closed"),
    "HTML closed too often": (f"Text.\n\n</div>\n\n{GOOD}", 3, "</div> closes nothing"),
    "in a block": (f"//// predict\nWhat?\n\n{GOOD}////\n", 4, "a block inside a block"),
    "indented": (indent(GOOD, "    "), 1, "indented by 4"),
    "escaped": ("\\/// figure | forward/cat\n", 1, "show them as code"),
    "after an invisible character": ("\u200b" + GOOD, 1, "remove it"),
    "unclosed fence": (f"Text.\n\n```\n{GOOD}", 3, "not closed"),
    "fence closed with more": (f"```\n{GOOD}````\n", 7, "exactly ```"),
    "fence closed elsewhere": (f"  ```\n  {GOOD}```\n", 7, "indented alike"),
    "fence with less indented content": (f"  ```\n{GOOD}  ```\n", 1, "this begins code"),
    "comment over a comment": (f"<!--\n{GOOD}\n<!-- x -->\n", 1, "before another one"),
    "unclosed comment": (f"Text.\n\n<!--\n{GOOD}", 3, "not closed"),
    "unknown source": ("/// source | gen.files:wriet\n///\n", 1, "did you mean 'write'?"),
    "unknown module": ("/// source | gen.flies:write\n///\n", 1, "did you mean 'gen.files'?"),
    "source without function": ("/// source | gen.files\n///\n", 1, "no function ''"),
    "unknown number": ("# T\n\nSo {n: forward.TT} steps.\n", 3, "did you mean 'forward.T'?"),
    "number without name": ("So {n: } steps.\n", 1, "not read as a number"),
    "number not closed": ("So {n: forward.T steps.\n", 1, "not read as a number"),
    "number in capitals": ("So {N: forward.T} steps.\n", 1, "not read as a number"),
    "bad format": ("So {n: forward.T | zz}.\n", 1, "allowed are formats such as"),
    "endless format": ("So {n: forward.T | 99999999999d}.\n", 1, "allowed are formats such as"),
    "format of a text": ("So {n: forward.name | .2f}.\n", 1, "takes no format"),
    "number cut by a table": ("|a|b|\n|-|-|\n|{n: forward.T | ,d}|x|\n", 3, r"\|"),
    "number in HTML": ("<div>\n{n: forward.T}\n</div>\n", 2, "not inside HTML"),
    "number in a formula": ("So $T={n: forward.T}$.\n", 1, "a number in a formula"),
    "bad formula": ("Text.\n\nSo $\\nosuch$.\n", 3, "nosuch"),
    "front matter no YAML": ("---\na: 1\ntitle: [x\n---\n# T\n", 3, "no YAML"),
    "front matter not closed": ("---\ntitle: x\n\n# T\n", 1, "not closed"),
    "front matter a list": ("---\n- x\n---\n# T\n", 1, "front matter"),
    "swallowed by MkDocs": ("Note: this\n\n# T\n", 1, "MkDocs swallows"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_defect_is_told_once_with_its_line_and_the_remedy(name: str, checker: Checker) -> None:
    text, line, words = WRONG[name]
    (problem,) = said(checker, text)
    assert problem.startswith(f"{line}: "), problem
    assert words in problem


def test_every_problem_of_a_page_is_told_at_once(checker: Checker) -> None:
    page = "\n".join(
        [GOOD.replace("cat\n", "cta\n", 1), "{n: forward.nope}\n", GOOD.replace("alt:", "atl:")]
    )
    assert [line for line, _ in checker.page(page)] == [1, 7, 10]


RIGHT = {
    "plain": (GOOD, 1),
    "twice": (f"{GOOD}\n{GOOD}", 2),
    "no empty line round it": (f"Text\n{GOOD}Text\n", 1),
    "after a list": (f"- item\n{GOOD}", 1),
    "indented a little": (indent(GOOD, "  "), 1),
    "a tab before the option": (GOOD.replace("    alt", "\talt"), 1),
    "no caption": ("/// figure | forward/cat\n    alt: A cat\n///\n", 1),
    "caption without a gap": ("/// figure | forward/cat\n    alt: A cat\nCaption\n///\n", 1),
    "more slashes": (GOOD.replace("///", "/////"), 1),
    "folded alt": (GOOD.replace("A cat", ">\n      A cat:\n      two of them"), 1),
    "alt over two lines": (GOOD.replace("A cat", "A cat\n      and a dog"), 1),
    "front matter": (f"---\ntitle: x\n---\n\n{GOOD}", 1),
    "CRLF": (GOOD.replace("\n", "\r\n"), 1),
    "code in a fence": (f"```\n{GOOD}```\n", 0),
    "code in a longer fence": (f"~~~~ md\n~~~\n{GOOD}~~~~\n", 0),
    "code in a list": (f"- item\n\n{indent(f'```{chr(10)}{GOOD}```', '    ')}", 0),
    "code in a caption": (GOOD.replace("A caption", f"```\n{GOOD}```\n\nA"), 1),
    "comment": (f"<!--\n{GOOD}-->\n", 0),
    "comment in a line": (f"<!-- x -->\n\n{GOOD}", 1),
    "comment as code": (f"Write `<!--` so.\n\n{GOOD}", 1),
    "table": (f"| a |\n|---|\n| b |\n\n{GOOD}", 1),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_not_told_works(name: str, checker: Checker, render: Callable[[str], str]) -> None:
    text, count = RIGHT[name]
    assert said(checker, text) == []
    page = render(text.removeprefix("---\ntitle: x\n---\n"))
    assert figures_shown(page) == ["forward/cat"] * count
    ids = [element.get("id") for element in parse(page).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not notes(page)
    assert not has_raw_block(page)


def test_alt_and_caption_arrive(render: Callable[[str], str]) -> None:
    page = render(
        '/// figure | forward/cat\n    alt: "<A> \\"cat\\" in {n: forward.T} steps"\n\n'
        "**Drag** it: $x_t$ of {n: forward.T}.\n\n$$\nx^2\n$$\n\n- a list\n///\n"
    )
    assert parse(page).find(".//img").get("alt") == '<A> "cat" in 50 steps'
    (caption,) = parse(page).findall(".//figcaption")
    assert len(caption.findall(".//math")) == 2
    assert caption.find(".//strong").text == "Drag"
    assert captions(page)[0].endswith("a list")
    assert "of 50." in captions(page)[0]


def test_figures_to_choose_from_are_listed(checker: Checker, render: Callable[[str], str]) -> None:
    assert said(checker, CHOICE) == []
    page = parse(render(f"{CHOICE}\n{CHOICE}"))
    first, second = page.findall(".//select")
    assert [(o.get("value"), o.text) for o in first] == [
        ("walk/one", "One"),
        ("walk/two", "Two & a half"),
    ]
    assert first.get("id") != second.get("id")
    labels = [label.get("for") for label in page.iter("label")]
    assert labels == [first.get("id"), second.get("id")]
    assert figures_shown(render(CHOICE)) == ["walk/one"]


def test_numbers_stand_wherever_text_does(render: Callable[[str], str]) -> None:
    page = render(
        "# At {n: forward.crossing | .1f}\n\n*{n: forward.T}* [{n: forward.share | .0%}](a.md) "
        "![{n: forward.T}](a.png) {n: forward.tiny} {n: forward.minus} {n: forward.name}\n\n"
        "| a |\n|---|\n| {n: forward.crossing \\| .2f} |\n\n"
        "`{n: forward.T}` \\{n: forward.T}\n\n    {n: forward.T}\n"
    )
    tree = parse(page)
    assert tree.find(".//h1").text == "At 25.4"
    assert tree.find(".//em").text == "50"
    assert tree.find(".//img").get("alt") == "50"
    assert tree.find(".//td").text == "25.43"
    assert "26\u00a0%" in page
    assert "1.5\u00a0×\u00a010⁻⁷ −3 cosine" in page
    assert page.count("{n: forward.T}") == 3


def test_a_quotation_right_before_a_block_ends(
    checker: Checker, render: Callable[[str], str]
) -> None:
    # Blocks within quotations sent pymdownx into an endless loop here.
    text = f"> /// figure | forward/cat\n> ///\n{GOOD}"
    assert [line for line, _ in checker.page(text)] == [1]
    assert figures_shown(render(text)) == ["forward/cat"]


def test_a_page_cannot_pretend_to_hold_marks(checker: Checker) -> None:
    text = f'<p data-unnoise-line="x">\ue00099\ue002</p>\n\n\ue0001\ue002\n\n{GOOD}'
    assert said(checker, text) == []


def test_a_manifest_that_is_no_json_is_told(
    figures: Path, config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = figures / FIGURES[0] / "figure.json"
    before = manifest.read_text()
    manifest.write_text(before[:100])
    (problem,) = check(config)
    manifest.write_text(before)
    assert "run `make assets`" in str(problem)


def test_files_that_are_no_utf8_are_told(tmp_path: Path, checker: Checker) -> None:
    page = tmp_path / "x.md"
    page.write_bytes(b"# T\n\nCaf\xe9\n")
    (problem,) = checker.file(page, "docs/x.md")
    assert str(problem) == "docs/x.md:3: byte 0xe9 is no UTF-8; save the file as UTF-8"
    page.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert checker.file(page, "docs/x.md") == []


def test_an_extension_that_raises_is_told(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gen.site.block.relative", lambda md, path: 1 / 0)
    (problem,) = said(checker, f"# T\n\n{GOOD}")
    assert "cannot be rendered: ZeroDivisionError" in problem


def test_all_files_are_read_and_sorted(tmp_path: Path, figures: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "lessons").mkdir(parents=True)
    (docs / "index.md").write_text("Note: x\n")
    (docs / "lessons" / "a.md").write_text(GOOD.replace("alt:", "atl:"))
    (docs / "lessons" / "b.md").write_text(GOOD)
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(docs))
    assert [str(p).partition(": ")[0] for p in check(config)] == [
        "docs/index.md:1",
        "docs/lessons/a.md:2",
    ]


def test_ten_pages_take_little_time(tmp_path: Path, figures: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    paragraph = "Some *text* with $x_t$ and {n: forward.T} in `code`.\n\n" * 30
    for number in range(10):
        (docs / f"{number}.md").write_text(f"# T\n\n{f'{GOOD}{chr(10)}{paragraph}' * 6}")
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(docs))
    check(config)
    began = time.perf_counter()
    assert check(config) == []
    print(f"ten pages: {time.perf_counter() - began:.2f} s")


def test_the_command_names_what_is_wrong_with_mkdocs_yml(tmp_path: Path) -> None:
    (tmp_path / "gen").symlink_to(ROOT / "gen")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nnav: [x: : y\n")
    done = subprocess.run(
        [sys.executable, "-c", "import gen.site.check as c; from pathlib import Path; "
         f"c.ROOT = Path({str(tmp_path)!r}); raise SystemExit(c.main())"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("mkdocs.yml:2: ")
    assert "Traceback" not in done.stderr
