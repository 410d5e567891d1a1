"""Formulas become MathML at build time: `$…$` and `$$…$$`, in lessons and in figures' labels.

pymdownx.arithmatex finds them, Temml (npm) sets them; each formula is set once and kept in
`.cache/formulas`. `\\class{signal}{…}` gives a term the colour of its role.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

from gen.files import write
from gen.registry import ROOT

CACHE = ROOT / ".cache" / "formulas"
SCRIPT = ROOT / "gen" / "site" / "formulas.mjs"
CLOSING = ".,:;!?)”’…"
TEMML = ROOT / "node_modules" / "temml" / "package.json"


class MathError(Exception):
    """Formulas cannot be set at all: no Node, no Temml."""


def typeset(formulas: list[tuple[str, bool]]) -> list[dict[str, str]]:
    """Set (tex, display) pairs; each answer has "math", a MathML text, or "error".

    Raises MathError where Node or Temml is missing.
    """
    paths = [CACHE / f"{_key(tex, display)}.json" for tex, display in formulas]
    missing = {
        path: {"tex": tex, "display": display}
        for path, (tex, display) in zip(paths, formulas, strict=True)
        if not path.is_file()
    }
    if missing:
        for path, answer in zip(missing, _temml(list(missing.values())), strict=True):
            write(path, json.dumps(answer, ensure_ascii=False).encode())
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def _key(tex: str, display: bool) -> str:
    maker = hashlib.sha256(SCRIPT.read_bytes() + (TEMML.read_bytes() if TEMML.exists() else b""))
    maker.update(json.dumps([tex, display]).encode())
    return maker.hexdigest()[:32]


def _temml(formulas: list[dict]) -> list[dict[str, str]]:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if not node or not TEMML.exists():
        what = "Node" if not node else "the npm package temml"
        raise MathError(f"{what} is missing, which sets the formulas; run `make`")
    done = subprocess.run(
        [node, str(SCRIPT)], input=json.dumps(formulas), capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise MathError(f"the formulas could not be set: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def take_in_what_follows(formula: etree.Element) -> None:
    """Move the punctuation after a formula into its element: no line may begin with it."""
    after = formula.tail or ""
    stop = len(after) - len(after.lstrip(CLOSING))
    formula.text, formula.tail = f"{formula.text}{after[:stop]}", after[stop:]


class Typesetter(Treeprocessor):
    """Replaces what arithmatex marked by MathML."""

    def run(self, root: etree.Element) -> None:
        """Set all formulas of the page in one go."""
        marked = [e for e in root.iter() if e.get("class") == "arithmatex"]
        if not marked:
            return
        # Arithmatex writes \(…\) in a span and \[…\] in a div.
        formulas = [((e.text or "").strip()[2:-2].strip(), e.tag == "div") for e in marked]
        try:
            answers = typeset(formulas)
        except MathError as error:
            answers = [{"error": str(error)}] * len(marked)
        for element, answer in zip(marked, answers, strict=True):
            if "error" in answer:
                element.set("class", "un-problem")
                element.text = f"formula {element.text}: {answer['error'].strip()}"
            else:
                element.set("class", "un-math")
                element.text = self.md.htmlStash.store(answer["math"])
                if element.tag == "span":
                    take_in_what_follows(element)


class MathExtension(Extension):
    """Registers the typesetter with Python-Markdown, after inline parsing."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register."""
        md.treeprocessors.register(Typesetter(md), "unnoise-math", 15)


def makeExtension(**options: object) -> MathExtension:
    """Called by Python-Markdown."""
    return MathExtension(**options)
