"""The tokeniser and the transformer that reads: what is known, what is refused, what counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.nets import painter, text
from tests.nets.painter_reference import VOCABULARY, weights

WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=text.LENGTH - 1)
BETWEEN = st.sampled_from([" ", "  ", ", ", "\n", "\t", ". ", " , "])


@given(st.lists(WORDS, max_size=4))
def test_tokens_are_the_words_in_their_order(prompts: list[list[str]]) -> None:
    tokens = text.tokenise([" ".join(words) for words in prompts], VOCABULARY)
    assert tokens.shape == (len(prompts), 1 + max(map(len, prompts), default=0))
    for row, words in zip(tokens, prompts, strict=True):
        assert row[0] == text.BEGIN
        assert [VOCABULARY[i - 1] for i in row[1 : len(words) + 1]] == words
        assert (row[len(words) + 1 :] == text.NOTHING).all()


@given(WORDS, BETWEEN, st.randoms(use_true_random=False))
def test_case_and_what_stands_between_do_not_matter(words, between, random) -> None:  # type: ignore[no-untyped-def]
    shouted = between.join(word.upper() if random.random() < 0.5 else word for word in words)
    expected = text.tokenise([" ".join(words)], VOCABULARY)
    found = text.tokenise([between + shouted + between], VOCABULARY)
    np.testing.assert_array_equal(found, expected)


@given(st.text(max_size=60))
def test_any_text_is_tokens_or_one_clear_sentence(prompt: str) -> None:
    try:
        tokens = text.tokenise([prompt], VOCABULARY)
    except ValueError as error:
        said = str(error)
        assert said.startswith("prompt: got ")
        assert "\n" not in said
        assert len(said) < 200
        if "unknown" in said:
            assert not set(text.words_of(prompt)) <= set(VOCABULARY)
    else:
        assert set(text.words_of(prompt)) <= set(VOCABULARY)
        assert tokens.shape[1] == 1 + len(text.words_of(prompt))


def test_an_unknown_word_is_named_with_the_nearest_known() -> None:
    with pytest.raises(ValueError, match=r"^prompt: got the unknown word 'catt'; .*cat"):
        text.tokenise(["a red car", "a catt"], VOCABULARY)
    assert text.nearest("sunsett", VOCABULARY)[0] == "sunset"
    assert len(text.nearest("q", VOCABULARY)) == 3


def test_a_prompt_that_is_too_long_is_refused() -> None:
    text.tokenise(["car " * (text.LENGTH - 1)], VOCABULARY)
    with pytest.raises(ValueError, match=r"^prompt: got 12 words; must be at most 11$"):
        text.tokenise(["car " * text.LENGTH], VOCABULARY)


@pytest.mark.parametrize("shape", [(3,), (1, 0), (1, text.LENGTH + 1), ()])
def test_tokens_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^tokens: got shape"):
        text.encode(weights(), np.zeros(shape, np.int64))


def test_what_is_not_there_does_not_matter() -> None:
    """A prompt reads the same alone and beside a longer one."""
    network = painter.Painter(weights(), VOCABULARY)
    beside, alone = network.read(["a red car by the sea", "cat"]), network.read(["cat"])
    assert beside.there.tolist() == [[True] * 7, [True] * 2 + [False] * 5]
    np.testing.assert_allclose(beside.vectors[1:, :2], alone.vectors, rtol=0, atol=1e-5)


def test_the_first_vector_has_seen_every_word_and_their_order() -> None:
    network = painter.Painter(weights(), VOCABULARY)
    said = ["red car by sea", "red cat by sea", "red car by snow", "blue car by sea",
            "car red by sea"]  # fmt: skip
    whole = network.read(said).vectors[:, 0]
    for i in range(len(said)):
        for j in range(i):
            assert np.abs(whole[i] - whole[j]).max() > 0.01, (said[i], said[j])
