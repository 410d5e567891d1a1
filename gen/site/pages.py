"""Builds the pages once, for the preview (`gen.site.serve`), in a process of its own.

It imports everything, waits on its standard input for a line with the folder and the address,
builds the site into the folder, checks the pages, and answers in lines of JSON. So the next edit
always finds a process that is ready, and none outlives an edit to its own code.
"""

import json
import logging
import os
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Told(logging.Handler):
    """Keeps what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.messages.append(record.getMessage())


def build(folder: str, url: str) -> tuple[bool, list[str]]:
    """Build the site into `folder`; whether that went well, and what MkDocs complained of."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    told = Told()
    logging.getLogger("mkdocs").addHandler(told)
    logging.getLogger("mkdocs").propagate = False
    try:
        config = load_config(str(ROOT / "mkdocs.yml"), site_dir=folder, site_url=url)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    except (Exception, SystemExit) as error:
        return False, [*told.messages, describe(error)]
    return True, told.messages


def check() -> list[str]:
    """What is wrong with the pages, each as `file:line: what`."""
    try:
        from mkdocs.config import load_config

        from gen.site import check

        return [str(p) for p in check.check(load_config(str(ROOT / "mkdocs.yml")))]
    except (Exception, SystemExit) as error:
        return [describe(error)]


def describe(error: BaseException) -> str:
    """An error in a line: where in our own files, and what."""
    where = f"{type(error).__name__}: "
    if isinstance(error, SyntaxError) and error.filename:
        where = f"{_short(error.filename)}:{error.lineno}: {where}"
    else:
        ours = [f for f in traceback.extract_tb(error.__traceback__) if _is_ours(f.filename)]
        if ours and ours[-1].filename != __file__:
            where = f"{_short(ours[-1].filename)}:{ours[-1].lineno}: {where}"
    if type(error).__module__.startswith("mkdocs."):
        mark = getattr(error.__context__, "problem_mark", None)
        where = f"mkdocs.yml:{mark.line + 1 if mark else 1}: "
    return where + " ".join(str(error).split())


def _short(file: str) -> str:
    return os.path.relpath(file, ROOT) if _is_ours(file) else file


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(ROOT / "gen")


def main() -> None:
    """Get ready, wait for the word, build, check."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what others print is no answer

    def answer(**what: object) -> None:
        print(json.dumps(what), file=answers, flush=True)

    try:
        from mkdocs.commands import build as _  # noqa: F401
        from mkdocs.config import load_config

        from gen.site.check import Checker

        Checker(load_config(str(ROOT / "mkdocs.yml"))).page("# Warm")
    except (Exception, SystemExit):
        pass  # told when the build fails for it, below
    words = sys.stdin.readline().split("\t")
    if len(words) == 2:
        built, complaints = build(words[0], words[1].strip())
        answer(built=built, problems=complaints)
        answer(problems=list(dict.fromkeys(check() + complaints)))


if __name__ == "__main__":
    main()
