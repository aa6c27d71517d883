"""Merkle trees over an append-only list, as RFC 6962 and RFC 9162 define them. Values in, values out.

A leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right); a list of n splits at the largest
power of two below n. A whole subtree of 2^h leaves is named by its height h and its number from the left.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

EMPTY = hashlib.sha256(b"").digest()

Reader = Callable[[int, int], bytes]  # (height, number) → the hash of that whole subtree


class ProofFails(Exception):
    """The hashes of a proof do not lead from what is claimed to the root."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


# ── Growing: the frontier holds the roots of the whole subtrees a list falls into, the largest first ──


def grow(frontier: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The frontier after one more leaf hash; `size` counts the leaves before it. Constant work on average."""
    grown, node = list(frontier), leaf
    while size & 1:
        node = node_hash(grown.pop(), node)
        size >>= 1
    return [*grown, node]


def root_of(frontier: Sequence[bytes]) -> bytes:
    """The root over the list that `frontier` stands for."""
    if not frontier:
        return EMPTY
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = node_hash(left, node)
    return node


def root_of_leaves(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, or over the roots of subtrees that are all equally high."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = grow(frontier, size, leaf)
    return root_of(frontier)


# ── Proving ───────────────────────────────────────────────────────────────────────────────────


def root(size: int, read: Reader) -> bytes:
    """The root over the first `size` leaves."""
    return _hash_of(0, size, read)


def inclusion(index: int, size: int, read: Reader) -> list[bytes]:
    """The path from leaf `index` (from zero) to the root over `size` leaves: its sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of {size}.")
    return [_hash_of(start, end, read) for start, end in reversed(list(_beside(index, 0, size)))]


def consistency(old: int, new: int, read: Reader) -> list[bytes]:
    """The hashes that show the tree of `new` leaves to begin with the tree of `old`; none for 0 and for itself."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} cannot begin with one of {old}.")
    if old in (0, new):
        return []
    return [_hash_of(start, end, read) for start, end in _joints(old, 0, new, whole=True)]


def _beside(index: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The subtrees beside the way from the root down to leaf `index`, the root's child first."""
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            yield middle, end
            end = middle
        else:
            yield start, middle
            start = middle


def _joints(old: int, start: int, end: int, *, whole: bool) -> Iterator[tuple[int, int]]:
    """RFC 6962, 2.1.2: SUBPROOF. `whole`: so far this is a subtree of the old tree, whose hash the reader knows."""
    if old == end:
        if not whole:
            yield start, end
        return
    middle = start + _split(end - start)
    if old <= middle:
        yield from _joints(old, start, middle, whole=whole)
        yield middle, end
    else:
        yield from _joints(old, middle, end, whole=False)
        yield start, middle


def _hash_of(start: int, end: int, read: Reader) -> bytes:
    """The hash over leaves `start` to `end`, put together from whole subtrees."""
    if start == end:
        return EMPTY
    width = end - start
    if width & (width - 1) == 0:
        return read(width.bit_length() - 1, start // width)
    middle = start + _split(width)
    return node_hash(_hash_of(start, middle, read), _hash_of(middle, end, read))


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


# ── Checking a proof: RFC 9162, 2.1.3.2 and 2.1.4.2 ───────────────────────────────────────────


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` leads to from a leaf hash. Raises ProofFails when it has the wrong length."""
    if not 0 <= index < size:
        raise ProofFails
    node, number, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            raise ProofFails
        if number & 1 or number == last:
            node = node_hash(sibling, node)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofFails
    return node


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """That the tree of `new` leaves begins with the tree of `old`. Raises ProofFails."""
    if old in (0, new):
        if path or old > new or (old_root != new_root if old == new else old_root != EMPTY):
            raise ProofFails
        return
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if old > new or not hashes:
        raise ProofFails
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = hashes[0]
    for node in hashes[1:]:
        if last == 0:
            raise ProofFails
        if number & 1 or number == last:
            before, after = node_hash(node, before), node_hash(node, after)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, node)
        number, last = number >> 1, last >> 1
    if (before, after, last) != (old_root, new_root, 0):
        raise ProofFails
