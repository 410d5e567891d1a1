"""The Makefile: what it offers, and that an old make understands it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from gen.registry import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
VARIABLES = {"NAME": "forward/cat"}


def targets() -> list[str]:
    """What the Makefile declares phony, which is everything."""
    declared = re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.M)
    assert declared
    return declared[1].replace("\\\n", " ").split()


def make(*arguments: str, cwd: Path = ROOT) -> str:
    """What make prints. A make that runs the tests passes on nothing of its own."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=cwd, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_rules_are_phony_and_all_phony_targets_have_rules() -> None:
    assert sorted(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.M)) == sorted(targets())


def test_help_lists_every_target() -> None:
    told = set(re.findall(r"\bmake ([a-z-]+)\b", make("help")))
    assert told == set(targets()) - {"help"}


@pytest.mark.parametrize("target", targets())
def test_every_target_can_be_planned(target: str) -> None:
    assert make("-n", target, *(f"{k}={v}" for k, v in VARIABLES.items()))


def test_clean_removes_what_is_learned_while_the_site_is_built() -> None:
    ignored = re.findall(r"^/(gen/weights/\w+)/$", (ROOT / ".gitignore").read_text(), re.M)
    assert ignored
    assert set(ignored) <= set(make("-n", "clean").split())


def test_make_alone_builds_the_site() -> None:
    assert make("-n") == make("-n", "site")


@pytest.mark.parametrize("new", [r"^\.ONESHELL", r"!=", r"&:", r"\$\(file", r":::=", r"\$\(let"])
def test_nothing_newer_than_make_3_81(new: str) -> None:
    code = re.sub(r"^#.*$", "", MAKEFILE, flags=re.M)
    assert not re.search(new, code, re.M)


def test_only_what_runs_the_tests_needs_what_the_tests_need() -> None:
    for target in targets():
        if "setup.sh" in (plan := make("-n", target)):
            needs = "test" if target in ("test", "bench", "lint", "browser") else "site"
            assert f"tools/setup.sh {needs}\n" in plan


def test_only_training_and_peers_set_up_pytorch() -> None:
    """Whoever builds or tests the site is spared it."""
    beside = {t: re.findall(r"tools/setup\.sh (peers|train)\b", make("-n", t)) for t in targets()}
    assert {t: needs for t, needs in beside.items() if needs} == {
        "test-peers": ["peers"],
        "train": ["train"],
        "evaluate": ["train"],
    }


def test_the_set_up_runs_once_however_many_targets() -> None:
    assert make("-n", "test", "lint", "bench").count("setup.sh") == 1
