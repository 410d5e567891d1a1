"""Code in a lesson: whole functions, taken from the files that ran."""

import ast
import functools

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
    module, _, wanted = (part.strip() for part in name.partition(":"))
    file = ROOT / path(name)
    if not (module.startswith("gen.") and file.is_file() and file.resolve().is_relative_to(ROOT)):
        modules = [
            ".".join(p.relative_to(ROOT).with_suffix("").parts)
            for p in (ROOT / "gen").rglob("*.py")
        ]
        raise UnknownSource(f"there is no module {module!r}{nearest(module, modules)}")
    found = _functions(file.read_text(encoding="utf-8"))
    if wanted not in found:
        raise UnknownSource(
            f"{path(name)} has no function {wanted!r}{nearest(wanted, found)}; "
            f"write module:function"
        )
    return found[wanted]


@functools.lru_cache
def _functions(text: str) -> dict[str, str]:
    lines = text.splitlines()
    return {
        node.name: "\n".join(
            lines[min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1 : node.end_lineno]
        )
        + "\n"
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
