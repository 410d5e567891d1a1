"""Files that are either whole or as they were."""

import contextlib
import os
import tempfile
from pathlib import Path

from pytask import PathNode


def write(path: Path, content: bytes) -> bool:
    """Make `path` hold `content`: written beside it, moved into place, untouched when equal.

    Tells whether the file changed. Raises OSError, naming `path`, when it cannot be written
    (a full disk, say); what was there before then still is.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise OSError(
            error.errno, f"{error.strerror}: nothing was changed, the file is as before", str(path)
        ) from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    return True


class Product(PathNode):
    """A file that a task returns as bytes."""

    def save(self, value: bytes | str) -> None:
        """Write `value` so that an interruption leaves the old file or the new one."""
        write(self.path, value.encode() if isinstance(value, str) else value)
