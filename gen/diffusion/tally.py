"""Who was asked for guesses, and how often: the build counts it for the page on what is real.

Whoever answers says so, a picture or a point at a time; nothing depends on the numbers.
"""

import contextlib
from collections import Counter
from collections.abc import Iterator

_open: list[Counter[str]] = []


def note(who: str, asked: int) -> None:
    """`who` has answered for so many pictures or points."""
    for counter in _open:
        counter[who] += asked


@contextlib.contextmanager
def counting() -> Iterator[Counter[str]]:
    """Counts what is asked inside, by who answers."""
    counter: Counter[str] = Counter()
    _open.append(counter)
    try:
        yield counter
    finally:
        _open.pop()
