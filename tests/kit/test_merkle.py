"""The tree of RFC 6962: known roots, and every proof of every small tree."""

import hashlib

import pytest

from kit.merkle import (
    EMPTY,
    ProofFails,
    check_consistency,
    consistency,
    grow,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_by_inclusion,
    root_of,
    root_of_leaves,
)

# The eight inputs that implementations of Certificate Transparency have tested with since 2013, and their roots.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(str(number).encode()) for number in range(71)]


def slow_root(leaves: list[bytes]) -> bytes:
    """The definition, word for word: split at the largest power of two below."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = max(2**power for power in range(8) if 2**power < len(leaves))
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


def read(height: int, number: int) -> bytes:
    return slow_root(LEAVES[number << height : (number + 1) << height])


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    assert root_of_leaves([leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]).hex() == ROOTS[size]


def test_growing_gives_the_root_of_every_size() -> None:
    frontier: list[bytes] = []
    for size in range(71):
        assert root_of(frontier) == root(size, read) == slow_root(LEAVES[:size])
        assert len(frontier) == size.bit_count()
        frontier = grow(frontier, size, LEAVES[size])


def test_every_leaf_of_every_tree_is_proved_and_no_other() -> None:
    for size in range(1, 71):
        top = slow_root(LEAVES[:size])
        for index in range(size):
            path = inclusion(index, size, read)
            assert root_by_inclusion(LEAVES[index], index, size, path) == top
            assert root_by_inclusion(LEAVES[index - 1], index, size, path) != top or size == 1
            for wrong in (path[:-1], [*path, EMPTY]):
                if wrong != path:
                    with pytest.raises(ProofFails):
                        root_by_inclusion(LEAVES[index], index, size, wrong)


def test_every_tree_is_proved_to_begin_with_every_smaller_one_and_with_no_other() -> None:
    for new in range(71):
        after = slow_root(LEAVES[:new])
        for old in range(new + 1):
            before, path = slow_root(LEAVES[:old]), consistency(old, new, read)
            check_consistency(old, before, new, after, path)
            with pytest.raises(ProofFails):
                check_consistency(old, leaf_hash(before), new, after, path)
            if 0 < old < new:
                with pytest.raises(ProofFails):
                    check_consistency(old, before, new, leaf_hash(after), path)
                with pytest.raises(ProofFails):
                    check_consistency(old, before, new, after, [*path, EMPTY])
                with pytest.raises(ProofFails):
                    check_consistency(old, before, new, after, path[:-1])


def test_nothing_is_proved_of_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="No leaf 3"):
        inclusion(3, 3, read)
    with pytest.raises(ValueError, match="cannot begin"):
        consistency(4, 3, read)
    with pytest.raises(ProofFails):
        root_by_inclusion(LEAVES[0], 1, 1, [])
