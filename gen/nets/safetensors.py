"""Weights in files: the format of Hugging Face's safetensors, as far as it is needed here.

Eight bytes (the header's length N, little-endian), N bytes of JSON that give each tensor's dtype,
shape and place, and then the tensors: https://huggingface.co/docs/safetensors
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

DTYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
METADATA = "__metadata__"


def dump(tensors: Mapping[str, np.ndarray], about: Mapping[str, str] | None = None) -> bytes:
    """Tensors of half, single or double precision as one file: equal bytes for equal tensors.

    Raises ValueError for another dtype, or a value that is not finite.
    """
    header: dict[str, object] = {METADATA: dict(about)} if about else {}
    parts, at = [], 0
    for name, tensor in sorted(tensors.items()):
        dtype = NAMES.get(tensor.dtype.newbyteorder("<").str)
        if dtype is None or not np.isfinite(tensor).all():
            what = f"type {tensor.dtype}" if dtype is None else "values that are not finite"
            raise ValueError(f"{name}: got {what}; must be finite, and one of {[*DTYPES]}")
        content = np.ascontiguousarray(tensor, tensor.dtype.newbyteorder("<")).tobytes()
        offsets = [at, at + len(content)]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(content)
        at += len(content)
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(parts)


def load(file: Path) -> dict[str, np.ndarray]:
    """The tensors of a file, by name, in the precision that they are kept in.

    Raises ValueError, naming the file, if it is cut short or altered; OSError if it is not there.
    """
    content = file.read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", content)
        header = json.loads(content[8 : 8 + length])
        tensors, whole = {}, 8 + length
        for name, entry in header.items():
            if name != METADATA:
                begin, end = (8 + length + offset for offset in entry["data_offsets"])
                flat = np.frombuffer(content[begin:end], DTYPES[entry["dtype"]])
                tensors[name] = flat.reshape(entry["shape"])
                whole = max(whole, end)
        if whole != len(content):
            raise ValueError(f"it has {len(content)} bytes of {whole}")
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise ValueError(f"{file.name} is damaged ({error}): bring or train it anew") from None
    return tensors


def about(file: Path) -> dict[str, str]:
    """What is written about the tensors in a file that `load` reads."""
    content = file.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    return json.loads(content[8 : 8 + length]).get(METADATA, {})
