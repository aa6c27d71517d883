"""Signed notes as C2SP writes them."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.signed_notes import BadNote, Head, Verifier, open_note, sign_note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OURS = Verifier("so.example/so-cap", KEY.public_key().public_bytes_raw())
HEAD = Head("so.example/so-cap", 42, bytes(32))
NOTE = sign_note(str(HEAD), name=OURS.name, key=KEY)


def test_note_has_the_form_of_the_specification() -> None:
    text, signature = NOTE.split("\n\n")
    assert text == "so.example/so-cap\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    dash, name, encoded = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("—", "so.example/so-cap")
    assert base64.b64decode(encoded)[:4] == OURS.key_id
    material = base64.b64encode(b"\x01" + OURS.public_key).decode()
    assert str(OURS) == f"so.example/so-cap+{OURS.key_id.hex()}+{material}"


def test_head_comes_back_from_its_note() -> None:
    assert Head.read(open_note(NOTE, [OURS])) == HEAD


def test_strangers_signatures_are_passed_over() -> None:
    other = Ed25519PrivateKey.generate()
    twice = NOTE + sign_note(str(HEAD), name="nhan-chung.example", key=other).rpartition("\n\n")[2]
    assert open_note(twice, [OURS]) == str(HEAD)
    witness = Verifier("nhan-chung.example", other.public_key().public_bytes_raw())
    assert open_note(twice, [witness]) == str(HEAD)


@pytest.mark.parametrize(
    "bad",
    [
        NOTE.replace("42", "43", 1),
        NOTE.replace("so.example/so-cap\n42", "khac.example/so-cap\n42", 1),
        NOTE.replace("— so.example", "— khac.example"),
        NOTE.partition("\n\n")[0],
        NOTE[:-20] + "!\n",
        "",
        "\n\n",
    ],
)
def test_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(BadNote):
        open_note(bad, [OURS])


@pytest.mark.parametrize(
    "text", ["", "so\n042\nAA==\n", "so\n-1\nAA==\n", f"so\n1\n{'A' * 40}\n", "so\n1\n", "\n1\nAA==\n"]
)
def test_heads_are_read_strictly(text: str) -> None:
    with pytest.raises(BadNote):
        Head.read(text)
