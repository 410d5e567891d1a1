"""The house of the design: a floor uses only the floors under it, and what runs in the browser
imports nothing but NumPy, the standard library and each other.

import-linter knows the floors (pyproject.toml). "Nothing but" it cannot say, only "not these", so
that is read from the sources here.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.registry import ROOT

LINT = Path(sys.executable).parent / "lint-imports"
IN_THE_BROWSER = ("gen.diffusion", "gen.nets", "gen.live")


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Check the contracts of a checkout."""
    command = [str(LINT), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def imports(file: Path, package: str) -> Iterator[tuple[int, str]]:
    """Line and absolute name of whatever a module imports, wherever it does so."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: 1 - node.level or None]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def foreign(root: Path) -> list[str]:
    """What the folders for the browser import and may not, as "file:line: name"."""
    found = []
    for package in IN_THE_BROWSER:
        for file in sorted(root.joinpath(*package.split(".")).rglob("*.py")):
            path = file.relative_to(root)
            for line, name in imports(file, ".".join(path.parts[:-1])):
                top = name.partition(".")[0]
                ours = name == "gen" or any(f"{name}.".startswith(f"{p}.") for p in IN_THE_BROWSER)
                if not (ours or top == "numpy" or (top in sys.stdlib_module_names)):
                    found.append(f"{path.as_posix()}:{line}: {name}")
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout that may be broken, with the floors that are not built yet."""
    ignore = shutil.ignore_patterns("__pycache__", "weights")
    shutil.copytree(ROOT / "gen", tmp_path / "gen", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("nets", "train"):
        (tmp_path / "gen" / name).mkdir(exist_ok=True)
        (tmp_path / "gen" / name / "__init__.py").touch()
    return tmp_path


def test_the_floors_hold() -> None:
    """Here and now."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("diffusion/added.py", "from gen.nets import x"),
        ("diffusion/added.py", "import gen.data.photograph"),
        ("nets/added.py", "from gen.live import demo"),
        ("nets/added.py", "def f():\n    from gen.data import photograph"),
        ("data/added.py", "from gen.render import images"),
        ("live/added.py", "from gen.data import photograph"),
        ("live/added.py", "import gen.train"),
        ("train/added.py", "from gen.render import theme"),
        ("render/added.py", "import gen.figures"),
        ("render/added.py", "from gen import registry"),
        ("figures/added.py", "from gen.registry import ROOT"),
        ("figures/added.py", "from gen.site import block"),
        ("site/added.py", "from gen import session"),
        ("site/added.py", "from gen.build import main"),
        ("site/added.py", "from gen.figures.forward import cat"),
        ("build.py", "from gen.site import check"),
        ("registry.py", "from gen.task import draw"),
        ("cellar/__init__.py", "x = 1"),
    ],
)
def test_a_broken_floor_is_found(copy: Path, file: str, line: str) -> None:
    """Each by one line that a hurried person could write."""
    path = copy / "gen" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as module:
        module.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f"gen.{name}" in done.stdout


def test_what_the_floors_allow(copy: Path) -> None:
    """Also the floors that are not built yet are where the design has them."""
    allowed = {
        "nets/added.py": "from gen.diffusion import schedules",
        "data/added.py": "from gen.diffusion import schedules",
        "train/added.py": "from gen.data import photograph\nimport gen.nets\nimport torch",
        "live/added.py": "import gen.nets\nfrom gen.diffusion import schedules",
        "render/added.py": "import gen.train, gen.live",
        "figures/added.py": "import gen.nets, gen.data, gen.live, gen.train, gen.render",
        "site/added.py": "from gen import files, registry\nfrom gen.live import demo",
    }
    for file, text in allowed.items():
        (copy / "gen" / file).write_text(f"{text}\n")
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert foreign(copy) == []


def test_the_browser_gets_numpy_and_the_standard_library_only() -> None:
    """What runs there, here and now."""
    assert (ROOT / "gen" / "live").is_dir()
    assert foreign(ROOT) == []


@pytest.mark.parametrize("floor", ["diffusion", "nets", "live"])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import scipy.stats", "scipy.stats"),
        ("from PIL import Image", "PIL.Image"),
        ("def f():\n    import torch as numpy", "torch"),
        ("if False:\n    from matplotlib import pyplot", "matplotlib.pyplot"),
        ("from gen import registry", "gen.registry"),
        ("from ..data import photograph", "gen.data.photograph"),
        ("import gen.livelier", "gen.livelier"),
    ],
)
def test_anything_else_is_found(copy: Path, floor: str, line: str, name: str) -> None:
    """Wherever it stands."""
    (copy / "gen" / floor / "added.py").write_text(line)
    number = line.count("\n") + 1
    assert foreign(copy) == [f"gen/{floor}/added.py:{number}: {name}"]


def test_no_figure_reads_weights_before_it_is_drawn() -> None:
    """On a fresh machine they have yet to be learned when the build reads what there is to draw."""
    code = (
        "from gen.nets import safetensors\n"
        "def load(file): raise SystemExit(f'{file} is read while figures are being found')\n"
        "safetensors.load = load\n"
        "from gen.registry import figures\n"
        "assert len(figures()) > 20\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode, done.stderr
