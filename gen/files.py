"""Files that are either whole or as they were."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, content: bytes) -> bool:
    """Make `path` hold `content`: written beside it, moved into place, untouched when equal.

    Tells whether the file changed. Raises OSError, naming `path`, when it cannot be written
    (a full disk, say); what was there before then still is.
    """
    return write_all(path.parent, {path.name: content})


def write_all(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Make the files of `folder` that `contents` names hold its bytes: all of them, or none.

    Nothing is moved into place before everything is written, so a full disk cannot leave the
    new file of one name beside the old one of another. Tells whether anything changed. Raises
    OSError, naming the file.
    """
    temporary: dict[Path, Path] = {}
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(contents.items()):
            path = folder / name
            if not (path.is_file() and path.read_bytes() == content):
                handle, beside = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
                temporary[path] = Path(beside)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.chmod(beside, 0o644)
        for path, beside_it in temporary.items():
            os.replace(beside_it, path)
    except OSError as error:
        raise OSError(
            error.errno, f"{error.strerror}; the file is as it was before", str(path)
        ) from None
    finally:
        for beside_it in temporary.values():
            with contextlib.suppress(OSError):
                beside_it.unlink()
    return bool(temporary)
