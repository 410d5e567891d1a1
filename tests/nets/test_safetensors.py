"""The file format: there and back, against bytes made by hand, and what is damaged is refused."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from gen.nets import safetensors

TENSORS: dict[str, np.ndarray] = {
    "w1": np.arange(6, dtype=np.float32).reshape(2, 3),
    "half": np.array([0.5, -2.0], np.float16),
    "double": np.array(1 / 3),
    "none": np.zeros((0, 4), np.float32),
}


def by_hand(header: dict, data: bytes) -> bytes:
    """A file as the format's description has it."""
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "weights.safetensors"


def test_there_and_back(file: Path) -> None:
    file.write_bytes(safetensors.dump(TENSORS, {"seed": "3"}))
    back = safetensors.load(file)
    assert back.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert back[name].dtype == tensor.dtype
        assert back[name].shape == tensor.shape
        np.testing.assert_array_equal(back[name], tensor)
    assert safetensors.about(file) == {"seed": "3"}


def test_equal_tensors_are_equal_bytes_in_whatever_order_and_layout() -> None:
    turned = dict(reversed(TENSORS.items())) | {"w1": np.asfortranarray(TENSORS["w1"])}
    assert safetensors.dump(turned) == safetensors.dump(TENSORS)
    swapped = TENSORS | {"w1": TENSORS["w1"].astype(">f4")}
    assert safetensors.dump(swapped) == safetensors.dump(TENSORS)


def test_a_file_made_by_hand_is_read(file: Path) -> None:
    header = {
        "__metadata__": {"who": "hand"},
        "b": {"dtype": "F64", "shape": [1], "data_offsets": [8, 16]},
        "a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
    }
    file.write_bytes(by_hand(header, struct.pack("<ffd", 1.5, -2.0, 0.1)))
    read = safetensors.load(file)
    np.testing.assert_array_equal(read["a"], np.array([[1.5], [-2.0]], np.float32))
    np.testing.assert_array_equal(read["b"], [0.1])
    assert safetensors.about(file) == {"who": "hand"}


def test_what_is_written_is_what_the_description_says() -> None:
    content = safetensors.dump(
        {"b": np.array([1, 2], np.float32), "a": np.array([3.0])}, {"k": "v"}
    )
    (length,) = struct.unpack("<Q", content[:8])
    assert length % 8 == 0  # so that the tensors are aligned
    assert json.loads(content[8 : 8 + length]) == {
        "__metadata__": {"k": "v"},
        "a": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]},
        "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
    }
    assert content[8 + length :] == struct.pack("<dff", 3, 1, 2)


def refused(file: Path, content: bytes) -> str:
    """The message of the error, which must be one sentence that names the file."""
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"^weights\.safetensors is damaged") as caught:
        safetensors.load(file)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_truncation_is_refused(file: Path) -> None:
    whole = safetensors.dump({"w": np.ones(3, np.float32)})
    for length in range(len(whole)):
        refused(file, whole[:length])
    assert "bytes of" in refused(file, whole + b"\0")


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]},  # a shape that does not fit
        {"dtype": "F64", "shape": [3], "data_offsets": [0, 8]},
        {"dtype": "I32", "shape": [2], "data_offsets": [0, 8]},  # a type that is not read here
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 80]},
        {"dtype": "F32", "shape": [2], "data_offsets": [0]},
        {"dtype": "F32", "shape": [2], "data_offsets": None},
        {"dtype": "F32", "shape": "two", "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2]},
        ["F32", [2], [0, 8]],
        7,
    ],
)
def test_an_altered_header_is_refused(file: Path, entry: object) -> None:
    refused(file, by_hand({"w": entry}, bytes(8)))


@pytest.mark.parametrize("header", [b"[1, 2]", b"{", b"\xff\xfe", b"null", b""])
def test_a_header_that_is_none_is_refused(file: Path, header: bytes) -> None:
    refused(file, struct.pack("<Q", len(header)) + header)


@pytest.mark.parametrize("dtype", [np.int64, np.complex128, bool])
def test_another_type_is_not_written(dtype: type) -> None:
    with pytest.raises(ValueError, match=r"^w: got type \w+; must be finite, and one of"):
        safetensors.dump({"w": np.ones(2, dtype)})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match=r"^w: got values that are not finite"):
        safetensors.dump({"w": np.array([1.0, value])})


def test_a_missing_file_is_said_to_be_missing(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        safetensors.load(file)
