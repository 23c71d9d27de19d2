import pytest

from shop.core.tokens import InvalidToken, digest_of, new_token


def test_new_token_is_stored_as_its_hash_alone():
    token = new_token()
    assert digest_of(token.secret) == token.digest
    assert token.secret not in token.digest
    assert len(token.digest) == 64


def test_new_tokens_differ():
    assert len({new_token().secret for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "text", ["", "None", "a" * 42, "a" * 44, "é" * 43, "a" * 42 + "\n", "../" * 14 + "a"]
)
def test_digest_of_refuses_what_is_no_token(text):
    with pytest.raises(InvalidToken):
        digest_of(text)
