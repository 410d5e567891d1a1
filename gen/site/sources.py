"""Code in a lesson: whole functions, taken from the files that ran."""

import ast
import functools
import re

from gen.registry import ROOT, nearest


class UnknownSource(Exception):
    """No such module or function."""


def path(name: str) -> str:
    """`gen.diffusion.process:q_sample` to `gen/diffusion/process.py`."""
    return name.partition(":")[0].strip().replace(".", "/") + ".py"


def function(name: str) -> str:
    """The text of `module:function` as it stands in its file, decorators included.

    Raises UnknownSource, with the nearest right name.
    """
    return _found(name)[0]


def lines(name: str) -> tuple[int, int]:
    """The first and the last line of `module:function` in its file. Raises UnknownSource."""
    text, first = _found(name)
    return first, first + text.count("\n") - 1


def _found(name: str) -> tuple[str, int]:
    module, _, wanted = (part.strip() for part in name.partition(":"))
    file = ROOT / path(name)
    if not (re.fullmatch(r"gen(\.\w+)+", module) and file.is_file()):
        hint = nearest(module, _modules())
        raise UnknownSource(f"there is no module {module!r}{hint}; write gen.module:function")
    try:
        found = _functions(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise UnknownSource(f"{path(name)} cannot be read: {error}") from None
    if wanted not in found:
        raise UnknownSource(
            f"{path(name)} has no function {wanted!r}"
            + (nearest(wanted, found) or f"; it has {', '.join(found) or 'nothing'}")
        )
    return found[wanted]


def _modules() -> list[str]:
    files = (ROOT / "gen").rglob("*.py")
    return [".".join(f.relative_to(ROOT).with_suffix("").parts) for f in sorted(files)]


@functools.lru_cache
def _functions(text: str) -> dict[str, tuple[str, int]]:
    """The text and the first line of every function and class, decorators included, by name."""
    lines = text.split("\n")
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found[node.name] = ("\n".join(lines[first - 1 : node.end_lineno]) + "\n", first)
    return found
