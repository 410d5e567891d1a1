"""The order in which a browser is looked for, with programs that only pretend."""

import subprocess
from pathlib import Path

import pytest

from gen.site import browser
from tests.setup.test_setup import program

WORKS, BROKEN = "echo Chromium 1", "exit 127"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser: an empty PATH, no CHROME, nothing of Playwright's."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "SYSTEM", str(tmp_path / "system"))
    monkeypatch.setattr(browser, "playwright_path", lambda _: str(tmp_path / "playwright"))
    browser.starts.cache_clear()
    return tmp_path


def test_chrome_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "path" / "chromium", WORKS)
    mine = program(machine / "my own" / "browser", WORKS)
    monkeypatch.setenv("CHROME", str(mine))
    assert browser.find() == str(mine)


@pytest.mark.parametrize("script", [None, BROKEN])
def test_a_chrome_that_is_none_is_an_error_and_nothing_else_is_taken(
    machine: Path, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    program(machine / "path" / "chromium", WORKS)
    if script:
        program(machine / "mine", script)
    monkeypatch.setenv("CHROME", str(machine / "mine"))
    with pytest.raises(browser.NoBrowser, match=r"CHROME is .*, which does not start"):
        browser.install()


@pytest.mark.parametrize("name", browser.NAMES)
def test_then_the_path(machine: Path, name: str) -> None:
    program(machine / "playwright", WORKS)
    there = program(machine / "path" / name, WORKS)
    assert browser.find() == str(there)


def test_then_where_installers_put_it(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = program(machine / "Applications" / "Some Browser", WORKS)
    monkeypatch.setattr(browser, "PLACES", (str(there),))
    assert browser.find() == str(there)


def test_a_browser_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine / "path" / "chromium", BROKEN)
    chrome = program(machine / "path" / "google-chrome", WORKS)
    assert browser.find() == str(chrome)


def test_then_what_playwright_has_installed(machine: Path) -> None:
    program(machine / "path" / "chromium", BROKEN)
    theirs = program(machine / "playwright", WORKS)
    assert browser.find() == str(theirs)


class Machine:
    """Records the installing commands, and makes those that the test names succeed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, succeeds: str) -> None:
        self.folder, self.succeeds = folder, succeeds
        self.commands: list[str] = []
        monkeypatch.setattr(browser, "_run", self.run)

    def run(self, title: str, command: list[str]) -> bool:
        """Pretend to run an installing command."""
        self.commands.append(" ".join(command[-3:]))
        if self.succeeds == "playwright" and "playwright" in command:
            program(self.folder / "playwright", WORKS)
            return True
        if self.succeeds == "apt" and Path(command[0]).name == "apt-get":
            program(self.folder / "path" / "chromium", WORKS)
            return True
        return False


PLAYWRIGHT = "playwright install chromium"


def test_nothing_is_installed_where_there_is_one(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "path" / "chromium", WORKS)
    fake = Machine(machine, monkeypatch, "playwright")
    browser.install()
    assert fake.commands == []


def test_playwright_installs_before_apt(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "path" / "apt-get", WORKS)
    fake = Machine(machine, monkeypatch, "playwright")
    assert browser.install() == str(machine / "playwright")
    assert fake.commands == [PLAYWRIGHT, "install --with-deps chromium"]


def test_then_apt_for_root(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "system" / "apt-get", WORKS)  # need not be on the PATH
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    fake = Machine(machine, monkeypatch, "apt")
    assert browser.install() == str(machine / "path" / "chromium")
    assert fake.commands[0] == PLAYWRIGHT
    assert fake.commands[1:] == [
        f"{machine}/system/apt-get update",
        "--yes --no-install-recommends chromium",
    ]


@pytest.mark.parametrize("user", [0, 1000])
def test_where_none_can_be_had_one_sentence_says_what_to_install(
    machine: Path, monkeypatch: pytest.MonkeyPatch, user: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if user:
        program(machine / "path" / "apt-get", WORKS)
    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    monkeypatch.setattr(browser.sys, "argv", ["browser", "--install"])
    fake = Machine(machine, monkeypatch, "")
    assert browser.main() == 1
    assert fake.commands == [PLAYWRIGHT]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: there is no Chromium or Chrome")
    assert said.err.count("\n") == 1
    assert "install one" in said.err


def test_an_installer_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hang(command: list[str], **options: float) -> None:
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(browser.subprocess, "run", hang)
    assert not browser._run("something", ["something"])
    assert "did not work" in capsys.readouterr().err
