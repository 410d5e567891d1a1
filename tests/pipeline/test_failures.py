"""A figure that fails stops no other, and is listed at the end: its name, its error, its line."""

import re
from pathlib import Path

import pytest

from tests.pipeline.conftest import Reference
from tests.pipeline.project import EVERY, Built, Project

LOOP = "import numpy as np\nfrom gen.render.loop import Loop\n\n\n"
DRAWN = "    return Loop(frames=np.zeros((2, 4, 4, 4), np.uint8))\n"

# name: (module, what is said below the name at the end)
WRONG = {
    "syntax": (
        "x = 1\ndef figure(:\n",
        "SyntaxError: invalid syntax\n      gen/figures/tiny/syntax.py:2\n          def figure(:",
    ),
    "missing": ("x = 1\n", "gen/figures/tiny/missing.py:1: it defines no function `figure`"),
    "no_function": (
        "figure = 3\n",
        "gen/figures/tiny/no_function.py:1: it defines no function `figure`",
    ),
    "importing": (
        "import numpy as np\n\nx = np.nothing\n",
        "AttributeError: module 'numpy' has no attribute 'nothing'\n"
        "      gen/figures/tiny/importing.py:3 in <module>\n          x = np.nothing",
    ),
    "exiting": (
        "raise SystemExit(3)\n",
        "SystemExit: 3\n      gen/figures/tiny/exiting.py:1 in <module>",
    ),
    "through": (
        "from gen.render import unreadable\n" + LOOP + "def figure() -> Loop:\n" + DRAWN,
        "SyntaxError: '(' was never closed\n"
        "      gen/figures/tiny/through.py:1 in <module>\n"
        "          from gen.render import unreadable\n"
        "      gen/render/unreadable.py:1\n          f(",
    ),
    "kind": (
        LOOP + "def figure() -> int:\n" + DRAWN,
        "gen/figures/tiny/kind.py:5: `figure` is annotated to return <class 'int'>; "
        "it returns one of",
    ),
    "kindless": (
        LOOP + "def figure():\n" + DRAWN,
        "gen/figures/tiny/kindless.py:5: `figure` is annotated to return None; it returns one of",
    ),
    "unknown_kind": (
        "from __future__ import annotations\n\ndef figure() -> Loop: ...\n",
        "gen/figures/tiny/unknown_kind.py:3: NameError: name 'Loop' is not defined",
    ),
    "parameter": (
        LOOP + "def figure(n) -> Loop:\n" + DRAWN,
        "gen/figures/tiny/parameter.py:5: parameter 'n' of `figure` has no default",
    ),
    "not_json": (
        LOOP + "def figure(n=frozenset()) -> Loop:\n" + DRAWN,
        "gen/figures/tiny/not_json.py:5: a parameter of `figure` is not JSON: "
        "Object of type frozenset",
    ),
}
FAILING = {
    "raising": (
        "from gen.diffusion import schedules\n" + LOOP + "def figure(T: int = 0) -> Loop:\n"
        '    schedules.short("cosine", T)\n',
        "ValueError: T: got 0",
        "gen/figures/tiny/raising.py:7 in figure\n"
        '          schedules.short("cosine", T)\n'
        "      gen/diffusion/",
    ),
    "encoding": (
        LOOP + "def figure() -> Loop:\n    return Loop(frames=np.zeros((2, 4, 4)))\n",
        "ValueError: frames is float64 (2, 4, 4)",
        "gen/render/loop.py:",
    ),
    "nothing": (
        LOOP + "def figure() -> Loop:\n    pass\n",
        "AttributeError: 'NoneType' object",
        "",
    ),
    "leaving": (
        "import sys\n" + LOOP + "def figure() -> Loop:\n    sys.exit(3)\n",
        "SystemExit: 3",
        "gen/figures/tiny/leaving.py:7 in figure",
    ),
    "crashing": (
        "import os, signal\n" + LOOP + "def figure() -> Loop:\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        "its process ended (SIGKILL(-9)): a crash, or killed for want of memory",
        "",
    ),
    "unpicklable": (
        LOOP + "class Odd(Exception):\n    def __init__(self, a, b):\n"
        '        super().__init__("odd", a, b, lambda: 1)\n\n\n'
        "def figure() -> Loop:\n    raise Odd(1, 2)\n",
        "Odd: ('odd', 1, 2",
        "gen/figures/tiny/unpicklable.py:11 in figure",
    ),
    "infinite": (
        LOOP + "def figure() -> Loop:\n"
        '    return Loop(frames=np.zeros((2, 4, 4, 4), np.uint8), numbers={"n": float("nan")})\n',
        "ValueError: number 'n' is nan",
        "gen/render/figure.py:",
    ),
}


def told(done: Built, name: str) -> str:
    """What the end of the build says below a figure's name."""
    found = re.search(rf"^✗ {re.escape(name)}\n((?:    .*\n?)*)", done.err, re.MULTILINE)
    assert found, f"{name} is not in {done.err}"
    return found.group(1)


@pytest.fixture(scope="module")
def failed(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Built]:
    """A build of everything that can be wrong, beside six figures that are right."""
    project = Project.make(tmp_path_factory.mktemp("failed") / "project")
    (project.root / "gen" / "render" / "unreadable.py").write_text("f(\n")
    for name, (text, *_) in (WRONG | FAILING).items():
        project.figure(name, text)
    (project.root / "gen" / "figures" / "top.py").write_text("")
    (project.root / "gen" / "figures" / "bare").mkdir()
    (project.root / "gen" / "figures" / "bare" / "one.py").write_text("")
    (project.root / "gen" / "figures" / "tiny" / "_helper.py").write_text("this is no figure")
    return project, project.build("--workers", "2")


def test_the_others_are_built(failed: tuple[Project, Built], reference: Reference) -> None:
    """All of them, in spite of everything; and the build fails."""
    project, done = failed
    assert done.code == 1
    assert done.built == EVERY
    assert project.products() == reference.products
    wrong = {f"tiny/{name}" for name in WRONG | FAILING} | {"top", "bare/one"}
    assert done.failed == wrong
    assert f"6 built, 0 unchanged, {len(wrong)} failed" in done.out


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_figure_says_where(failed: tuple[Project, Built], name: str) -> None:
    """A module that cannot be read as a figure: file and line."""
    assert told(failed[1], f"tiny/{name}").strip().startswith(WRONG[name][1])


def test_a_figure_in_the_wrong_place(failed: tuple[Project, Built]) -> None:
    """Figures live in a lesson's folder, which is a package."""
    assert "gen/figures/top.py:1: a figure is gen/figures/<lesson>/<name>.py" in failed[1].err
    assert "gen/figures/bare/one.py:1: there is no __init__.py beside it" in failed[1].err


@pytest.mark.parametrize("name", FAILING)
def test_what_fails_says_what_and_where(failed: tuple[Project, Built], name: str) -> None:
    """The error, and the steps of its traceback that lie in gen/."""
    _, error, place = FAILING[name]
    text = told(failed[1], f"tiny/{name}")
    assert error in text.splitlines()[0]
    assert place in text


def test_tracebacks_are_ours_only(failed: tuple[Project, Built]) -> None:
    """No frames of pytask, of Python or of the build itself, no boxes, no values of variables."""
    out = failed[1].out + failed[1].err
    for foreign in ("Traceback", "_pytask", "pytask_parallel", "loky", "site-packages", "lib/py"):
        assert foreign not in out
    for own in ("gen/task.py", "gen/workers.py", "gen/session.py", "gen/registry.py"):
        assert own not in out
    assert not set("│╭╰─━") & set(out)


def test_a_failure_is_tried_again(failed: tuple[Project, Built], tmp_path: Path) -> None:
    """It is not remembered as done; what was built is."""
    project = failed[0].copy(tmp_path / "again")
    project.figure("raising", LOOP + "def figure() -> Loop:\n" + DRAWN)
    done = project.build("tiny/raising", "tiny/leaving", "tiny/blend", "tiny/syntax")
    assert done.code == 1
    assert done.built == {"tiny/raising"}
    assert done.failed == {"tiny/leaving", "tiny/syntax"}


def test_a_figure_that_breaks_keeps_its_old_product(
    finished: Project, reference: Reference
) -> None:
    """The site can go on showing it; and once repaired to what it was, it is not drawn again."""
    good = (finished.root / "gen/figures/tiny/loop.py").read_text()
    for bad in ("def figure(:\n", good.replace("    rng =", "    1 / 0\n    rng =")):
        finished.figure("loop", bad)
        done = finished.build()
        assert (done.code, done.failed, done.built) == (1, {"tiny/loop"}, set())
        assert finished.products() == reference.products
    finished.figure("loop", good)
    done = finished.build()
    assert (done.code, done.built) == (0, set())


def test_an_unknown_name_hints_at_the_nearest(finished: Project) -> None:
    """One sentence, nothing built."""
    done = finished.build("tiny/blnd")
    assert done.code == 1
    assert done.err == "error: there is no figure 'tiny/blnd' (did you mean 'tiny/blend'?)\n"


def test_what_a_figure_prints_and_warns_of_is_shown(finished: Project) -> None:
    """It is not lost with the process that it ran in."""
    noisy = '    print("hello")\n    np.log(np.zeros(1))\n    rng ='
    finished.edit("gen/figures/tiny/loop.py", "    rng =", noisy)
    done = finished.build()
    assert (done.code, done.built) == (0, {"tiny/loop"})
    assert re.search(r"^  ✓ tiny/loop +\d\.\d s\n      hello$", done.out, re.MULTILINE)
    assert "warning: tiny/loop: " in done.err
    assert "RuntimeWarning: divide by zero" in done.err


def test_an_undisturbed_build_says_only_what_it_did(fresh: Project) -> None:
    """A line for each figure with its time, and one at the end."""
    done = fresh.build()
    lines = done.out.splitlines()
    assert len(lines) == len(EVERY) + 1
    assert all(re.fullmatch(r"  ✓ tiny/\w+ +\d+\.\d s", line) for line in lines[:-1])
    assert re.fullmatch(r"figures: 6 built, 0 unchanged, 0 failed, \d+\.\d s", lines[-1])
    assert done.err == ""
