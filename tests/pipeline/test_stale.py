"""What is stale after a change: exactly what depends on it, by content."""

import ast
import json
import os
import py_compile
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.conftest import Reference
from tests.pipeline.project import EVERY, KINDS, Project

TOUCH = Path(__file__).with_name("touch.py")

COUNTED = '''
"""Writes down, outside of the project, that it was drawn."""
import os
from pathlib import Path

import numpy as np

from gen.render.loop import Loop


def figure(n: int = int(os.environ.get("N", "4"))) -> Loop:
    with Path("LOG").open("a") as log:
        log.write("drawn\\n")
    return Loop(frames=np.zeros((2, n, n, 4), np.uint8))
'''


@pytest.fixture
def log(finished: Project, tmp_path: Path) -> Path:
    """The project has a figure `tiny/counted`, which logs here each time that it is drawn."""
    path = tmp_path / "log"
    finished.figure("counted", COUNTED.replace("LOG", str(path)))
    assert finished.build().built == {"tiny/counted"}
    return path


def test_a_build_with_nothing_to_do_runs_no_task(finished: Project, log: Path) -> None:
    """Nothing is drawn, nothing is written."""
    times = {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")}
    done = finished.build()
    assert (done.code, done.built) == (0, set())
    assert f"0 built, {len(EVERY) + 1} unchanged, 0 failed" in done.out
    assert log.read_text() == "drawn\n"
    assert {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")} == times


def test_another_parameter_rebuilds_that_figure_alone(finished: Project, log: Path) -> None:
    """Even where no file changed; and the value, not the way it is written, counts."""
    done = finished.build(N="5")
    assert (done.code, done.built) == (0, {"tiny/counted"})
    assert finished.build(N="05").built == set()
    finished.edit("gen/figures/tiny/blend.py", "T: int = 4", "T: int = 5")
    assert finished.build(N="5").built == {"tiny/blend"}
    assert json.loads(finished.products()["tiny/blend/figure.json"])["numbers"]["T"] == 5
    assert finished.build(N="5").built == set()


def test_a_comment_redraws_and_writes_nothing(finished: Project) -> None:
    """The same bytes are not moved into place again, so no page becomes stale."""
    times = {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")}
    finished.edit("gen/figures/tiny/loop.py", "import numpy", "# a comment\nimport numpy")
    assert finished.build().built == {"tiny/loop"}
    assert {path: path.stat().st_mtime_ns for path in finished.output.rglob("*")} == times


def test_a_new_date_without_new_content_is_no_change(finished: Project) -> None:
    """As after a checkout of another branch and back."""
    for path in [*finished.root.rglob("*.py"), *finished.output.rglob("*.*")]:
        os.utime(path, (2e9, 2e9))
    done = finished.build()
    assert (done.code, done.built) == (0, set())


def test_new_content_under_the_old_date_is_a_change(finished: Project) -> None:
    """Nor does Python take what it compiled within the same second for the new text's."""
    file = finished.root / "gen" / "figures" / "tiny" / "loop.py"
    date = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    compiled = Path(py_compile.compile(str(file), doraise=True) or "")
    os.utime(compiled, ns=date)
    finished.edit("gen/figures/tiny/loop.py", "integers(0, 256", "integers(0, 128")
    os.utime(file, ns=date)
    old = finished.products()["tiny/loop/loop.webp"]
    assert finished.build().built == {"tiny/loop"}
    assert finished.products()["tiny/loop/loop.webp"] != old


def test_damaged_and_deleted_products_are_made_again(
    finished: Project, reference: Reference
) -> None:
    """Each kind of damage in another figure; what is whole is left alone."""
    folder = finished.output / "tiny"
    (folder / "blend" / "poster.webp").unlink()
    (folder / "chart" / "wide.svg").write_bytes(b"")
    flipped = folder / "frames" / "sheet.webp"  # same size, same date
    content, before = bytearray(flipped.read_bytes()), flipped.stat()
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)
    os.utime(flipped, ns=(before.st_atime_ns, before.st_mtime_ns))
    for path in (folder / "points").iterdir():
        path.unlink()
    (folder / "points").rmdir()
    (folder / "loop" / "stranger.webp").write_bytes(b"of an earlier kind, say")
    done = finished.build()
    assert done.code == 0, done.err
    assert done.built == {"tiny/blend", "tiny/chart", "tiny/frames", "tiny/points"}
    assert finished.products() == reference.products


def test_building_one_figure_leaves_the_others_as_they_were(finished: Project) -> None:
    """Neither forgotten nor taken for built."""
    finished.edit("gen/figures/tiny/blend.py", "T: int = 4", "T: int = 5")
    finished.edit("gen/figures/tiny/loop.py", "count: int = 3", "count: int = 4")
    assert finished.build("tiny/blend").built == {"tiny/blend"}
    assert finished.build("--dry-run").stale == {"tiny/loop"}
    assert finished.build().built == {"tiny/loop"}
    assert finished.build().built == set()


def test_files_of_figures_that_are_gone_are_removed(
    finished: Project, reference: Reference
) -> None:
    """And remembered no longer than they lie there."""
    (finished.root / "gen" / "figures" / "tiny" / "loop.py").unlink()
    done = finished.build()
    assert (done.code, done.built) == (0, set())
    rest = {p: c for p, c in reference.products.items() if not p.startswith("tiny/loop/")}
    assert finished.products() == rest
    assert not (finished.output / "tiny" / "loop").exists()
    assert "removed docs/assets/figures/tiny/loop/loop.webp" in done.out


def test_a_figure_of_another_kind_replaces_the_old_one_as_a_whole(
    finished: Project, reference: Reference
) -> None:
    """The old files go when the new ones are there, and not before."""
    chart = (finished.root / "gen/figures/tiny/chart.py").read_text()
    finished.figure("loop", chart.replace("    x =", "    1 / 0\n    x ="))
    assert finished.build().failed == {"tiny/loop"}
    assert finished.products() == reference.products
    finished.figure("loop", chart)
    assert finished.build().built == {"tiny/loop"}
    found = {path.name for path in (finished.output / "tiny" / "loop").iterdir()}
    assert found == {"figure.json", "wide.svg", "narrow.svg", "record.json"}


# What is stale after touching each module, beside three answers to the same question: the modules
# that drawing a figure really loads, the imports that stand in the sources, and grimp's graph.

ODD = {
    "gen/odd/__init__.py": "from gen.odd import inside\n",
    "gen/odd/inside.py": "",
    "gen/odd/outside.py": "",
    "gen/odd/rare.py": "from gen.odd import rarer\n\nSIX = rarer.HERE / 'six.txt'\n",
    "gen/odd/rarer.py": "from pathlib import Path\n\nHERE = Path(__file__).parent\n",
    "gen/odd/typing.py": "class Thing: ...\n",
    "gen/odd/nobody.py": "from gen.odd import outside\n",
    "gen/odd/one.txt": "1",
    "gen/odd/two.txt": "2",
    "gen/odd/three.txt": "3",
    "gen/odd/four.txt": "4",
    "gen/odd/five.txt": "5",
    "gen/odd/six.txt": "6",
    "gen/figures/tiny/odd.py": '''
"""Imports in every way there is, and names data in every way there is."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import gen.odd.outside
from gen.render.loop import Loop

if TYPE_CHECKING:
    from gen.odd.typing import Thing

HERE = Path(gen.odd.outside.__file__).parent
ONE = HERE / "one.txt"
MORE = [HERE / "two.txt", (HERE / "three.txt",)]
NAMED = {"four": HERE / "four.txt"}


def figure(rarely: bool = False) -> Loop:
    if rarely:
        from gen.odd import rare

        rare.thing()
    return Loop(frames=np.zeros((2, 4, 4, 4), np.uint8))
''',
}


@pytest.fixture(scope="module")
def odd(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The miniature and one more figure, built; not to be changed."""
    project = reference.project.copy(tmp_path_factory.mktemp("odd") / "project")
    for path, content in ODD.items():
        (project.root / path).parent.mkdir(exist_ok=True)
        (project.root / path).write_text(content)
    assert project.build().built == {"tiny/odd"}
    return project


@pytest.fixture(scope="module")
def modules(odd: Project) -> dict[str, str]:
    """All modules of the project: name to path."""
    found = sorted((odd.root / "gen").rglob("*.py"))
    paths = [path.relative_to(odd.root).as_posix() for path in found]
    return {p.removesuffix(".py").removesuffix("/__init__").replace("/", "."): p for p in paths}


@pytest.fixture(scope="module")
def stale(odd: Project, modules: dict[str, str]) -> dict[str, set[str]]:
    """Path to the figures that the build calls stale when the file there changes."""
    data = [path for path in ODD if path.endswith(".txt")]
    others = ["requirements.txt", "pyproject.toml", "gen/data/cat.png"]
    command = [sys.executable, str(TOUCH), *modules.values(), *data, *others]
    environment = os.environ | {"PYTHONPATH": str(odd.root)}
    said = subprocess.check_output(command, cwd=odd.root, env=environment, text=True)
    return {path: set(figures) for path, figures in json.loads(said).items()}


def by_module(reached: dict[str, set[str]], modules: dict[str, str]) -> dict[str, set[str]]:
    """Figure to modules turned round: path of each module to figures."""
    return {path: {f for f in reached if name in reached[f]} for name, path in modules.items()}


def figures() -> dict[str, str]:
    """The figures of the project: name to module."""
    return {f"tiny/{name}": f"gen.figures.tiny.{name}" for name in (*KINDS, "odd")}


def written(odd: Project, modules: dict[str, str]) -> dict[str, set[str]]:
    """Figure to modules by the import statements, read here with nothing but `ast`."""

    def imported(name: str) -> Iterator[str]:
        for node in ast.walk(ast.parse((odd.root / modules[name]).read_bytes())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name} has a relative import; teach this test"
                yield node.module or ""
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        todo = [name]
        while todo:
            name = todo.pop()
            if name in modules and name not in found:
                found.add(name)
                todo += [name.rpartition(".")[0], *imported(name)]
        return found

    return {figure: reached(module) for figure, module in figures().items()}


def loaded(odd: Project) -> dict[str, set[str]]:
    """Figure to modules by what a fresh interpreter has loaded when it has drawn it."""
    code = (
        "import importlib, sys\n"
        "importlib.import_module(sys.argv[1]).figure().encode()\n"
        "print(*(name for name in sys.modules if name.partition('.')[0] == 'gen'))"
    )
    found = {}
    for figure, module in figures().items():
        command = [sys.executable, "-c", code, module]
        found[figure] = set(subprocess.check_output(command, cwd=odd.root, text=True).split())
    return found


def test_touching_a_module_makes_stale_what_imports_it(
    odd: Project, modules: dict[str, str], stale: dict[str, set[str]]
) -> None:
    """Each module of gen/, exactly: by the import statements, found without grimp."""
    expected = by_module(written(odd, modules), modules)
    assert len(expected) > 40
    assert {path: stale[path] for path in expected} == expected
    assert stale["gen/session.py"] == stale["gen/site/block.py"] == set(), "nothing draws with it"
    assert stale["gen/render/images.py"] > {"tiny/loop", "tiny/frames"}
    assert stale["gen/render/chart.py"] == {"tiny/chart"}


def test_what_drawing_loads_is_all_among_it(
    odd: Project, modules: dict[str, str], stale: dict[str, set[str]]
) -> None:
    """What really happens is never more than what counts, and less only for two reasons.

    Imports inside functions that were not reached, and imports for type checking: grimp sees
    these, a running interpreter does not.
    """
    expected = by_module(loaded(odd), modules)
    missing = {path: expected[path] - stale[path] for path in expected}
    assert not any(missing.values())
    beyond = {path: stale[path] - expected[path] for path in expected}
    odd_ones = {"rare", "rarer", "typing"}
    assert {p for p in beyond if "tiny/odd" in beyond[p]} == {f"gen/odd/{n}.py" for n in odd_ones}


def test_the_graph_is_grimps(
    odd: Project, modules: dict[str, str], stale: dict[str, set[str]]
) -> None:
    """And the packages round what is imported, whose __init__ runs too: grimp leaves these out."""
    code = (
        "import grimp, json, sys\n"
        "graph = grimp.build_graph('gen', cache_dir=None)\n"
        "found = {m: list(graph.find_upstream_modules(m)) for m in sys.argv[1:]}\n"
        "print(json.dumps(found))"
    )
    command = [sys.executable, "-c", code, *figures().values()]
    found = json.loads(subprocess.check_output(command, cwd=odd.root, text=True))
    upstream = {figure: {module, *found[module]} for figure, module in figures().items()}
    expected = by_module(upstream, modules)
    beyond = {path for path in expected if stale[path] != expected[path]}
    assert all(stale[path] >= expected[path] for path in expected)
    assert {Path(path).name for path in beyond} <= {"__init__.py", "inside.py"}
    assert "gen/odd/inside.py" in beyond, "gen.odd imports it, and grimp does not tell the figure"


def test_data_and_locked_versions_count_too(stale: dict[str, set[str]]) -> None:
    """Data named in a constant, in whatever way; the lock for all; nothing else."""
    assert stale["gen/data/cat.png"] == {"tiny/blend"}
    for number in ("one", "two", "three", "four", "six"):
        assert stale[f"gen/odd/{number}.txt"] == {"tiny/odd"}
    assert stale["gen/odd/five.txt"] == set()
    assert stale["requirements.txt"] == {*EVERY, "tiny/odd"}
    assert stale["pyproject.toml"] == set()


def test_data_that_no_constant_names_is_refused(finished: Project) -> None:
    """Else a change of it would go unnoticed."""
    finished.edit(
        "gen/figures/tiny/loop.py",
        "    rng =",
        '    open("gen/data/cat.png", "rb").close()\n    rng =',
    )
    done = finished.build()
    assert (done.code, done.failed) == (1, {"tiny/loop"})
    assert "it reads gen/data/cat.png, and a change there would go unnoticed" in done.err
    named = 'from pathlib import Path\n\nimport numpy as np\n\nCAT = Path("gen/data/cat.png")'
    finished.edit("gen/figures/tiny/loop.py", "import numpy as np", named)
    assert finished.build().built == {"tiny/loop"}
