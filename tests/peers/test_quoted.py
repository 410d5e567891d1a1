"""Quoted code that needs PyTorch is the code that runs."""

import pytest

from tests.quoted import WITH_PYTORCH, assert_same_code


@pytest.mark.parametrize("name", WITH_PYTORCH)
def test_quoted_code_is_the_code_that_runs(name: str) -> None:
    assert_same_code(name)
