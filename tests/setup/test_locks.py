"""The locks: hashed, complete, and free of addresses and of paths of the machine that locked."""

import json
import re
from pathlib import Path

import pytest

from gen.registry import ROOT
from tools.lock import NPM, locks

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; .+)? \\$", re.M)
LOCKS = [path for path in locks() if path.is_file()]
FOLDERS = pytest.mark.parametrize("folder", NPM, ids=lambda folder: folder.name)


def npm_lock(folder: Path) -> dict:
    """What a folder's package.json was locked to."""
    return json.loads((folder / "package-lock.json").read_text())


def pins(path: Path) -> dict[str, set[str]]:
    """The versions of each package that a lock names."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(path.read_text()):
        found.setdefault(name, set()).add(version)
    return found


def test_everything_that_is_installed_is_locked() -> None:
    assert {p.name for p in LOCKS} >= {"requirements.txt", "test.txt", "node.txt", "lock.txt"}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_python_lock_pins_and_hashes_and_holds_no_address(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-(-index|i|f|-find|-extra|-trusted)", text, re.M)
    assert not re.search(r"(^|[\s=])/\w", text), "an absolute path"
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    for entry in entries:
        assert PIN.match(entry), entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_the_locks_agree() -> None:
    """`make test` installs requirements/test.txt alone, so it holds all of requirements.txt."""
    built = pins(ROOT / "requirements.txt")
    for path in LOCKS[1:]:
        locked = pins(path)
        assert {name: locked[name] for name in built.keys() & locked.keys()} == {
            name: built[name] for name in built.keys() & locked.keys()
        }
    assert built.keys() <= pins(ROOT / "requirements" / "test.txt").keys()


def test_every_requirement_is_in_its_lock() -> None:
    for lock, source in locks().items():
        asked = re.findall(r"^([a-z][a-z0-9-]*)", source.read_text(), re.M)
        assert set(asked) <= pins(lock).keys(), source.name


def test_pytorch_is_in_no_lock_and_the_same_for_training_and_peers() -> None:
    """Its CPU wheel has two hashes; and what taught the network is what it is compared with."""
    assert not [path.name for path in LOCKS if "torch" in pins(path)]
    versions = [
        re.findall(r"^torch==(\S+)$", (ROOT / "requirements" / name).read_text(), re.M)
        for name in ("train.txt", "peers.txt")
    ]
    assert len(versions[0]) == 1
    assert versions[0] == versions[1]


def test_numpy_is_the_version_that_runs_in_the_page() -> None:
    wheel = next((ROOT / "vendor").glob("numpy-*.whl"))
    assert pins(ROOT / "requirements.txt")["numpy"] == {wheel.name.split("-")[1]}


@FOLDERS
def test_the_npm_lock_has_hashes_and_no_download_address(folder: Path) -> None:
    lock = npm_lock(folder)
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    for path, entry in packages.items():
        assert entry.get("integrity", "").startswith("sha512-"), path
        assert "resolved" not in entry, path
    assert not re.search(r"https?://[^\"]+\.tgz", json.dumps(lock))


def test_the_site_installs_no_icon_sets() -> None:
    assert not [path for path in npm_lock(ROOT)["packages"] if "iconify" in path or "resvg" in path]


def test_npm_is_told_to_keep_addresses_out() -> None:
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()


@FOLDERS
def test_the_npm_lock_fits_what_is_asked_for(folder: Path) -> None:
    asked, lock = json.loads((folder / "package.json").read_text()), npm_lock(folder)
    for group in ("dependencies", "devDependencies"):
        for name, version in asked.get(group, {}).items():
            assert lock["packages"][f"node_modules/{name}"]["version"] == version


@FOLDERS
def test_no_npm_package_is_asked_for_by_a_tag(folder: Path) -> None:
    """`npm ci` refuses a lock without addresses where "latest" has moved on since."""
    overridden = json.loads((folder / "package.json").read_text()).get("overrides", {})
    for path, entry in npm_lock(folder)["packages"].items():
        for name, wanted in entry.get("dependencies", {}).items():
            assert re.match(r"[\d^~*<>=]|npm:", wanted) or name in overridden, f"{path}: {name}"
