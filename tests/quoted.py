"""Is the code that a lesson quotes the code that runs?"""

import ast
import importlib
import inspect
from pathlib import Path
from types import CodeType, FunctionType

from gen.site import sources

# Quoted, and only where PyTorch is to be imported.
WITH_PYTORCH = (
    "gen.train.autoencoder:loss",
    "gen.train.latents:encoded",
    "gen.train.scenes:learn",
)


def parts(code: CodeType) -> tuple[object, ...]:
    """What a piece of bytecode does, wherever it was compiled."""
    constants = [parts(c) if isinstance(c, CodeType) else c for c in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, repr(constants)


def functions(thing: object) -> dict[str, FunctionType]:
    """A function, or the functions of a class, by name."""
    if isinstance(thing, type):
        return {k: v for k, v in vars(thing).items() if isinstance(v, FunctionType)}
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__
    return {"": thing} if isinstance(thing, FunctionType) else {}


def assert_same_code(name: str) -> None:
    """Compile what is quoted as `module:function`, and compare it with what was imported."""
    module_name, _, wanted = name.partition(":")
    module = importlib.import_module(module_name)
    # The imports belong to it: Python compiles calls of an imported module's functions otherwise.
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    tried = [n for outer in tree.body if isinstance(outer, ast.Try) for n in outer.body]
    imports = [
        ast.unparse(n) for n in [*tree.body, *tried] if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    scope = dict(vars(module))
    exec(compile("\n".join([*imports, sources.function(name)]), "quoted", "exec"), scope)
    quoted, real = functions(scope[wanted]), functions(getattr(module, wanted))
    assert quoted
    assert quoted.keys() == real.keys()
    for part in quoted:
        assert parts(quoted[part].__code__) == parts(real[part].__code__)
