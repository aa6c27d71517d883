"""The tree over the log, kept in tiles of 256 hashes (C2SP tlog-tiles), so that proofs read a few rows.

A tile is stored once it is full and never changes. The right edge, at most 255 hashes on each level, is read from
what stands below it: leaves from the entries, others from the roots of stored tiles.
"""

from certificates.models import LogEntry, LogTile
from kit.merkle import leaf_hash, root_of_leaves

WIDTH = 256
HEIGHT = 8  # 2 ** 8 hashes


def keep_full_tiles(size: int) -> None:
    """Store the tiles that the last of `size` entries filled; nothing in 255 of 256 cases.

    Call it in the transaction that wrote that entry, with the head of the log locked.
    """
    level = 0
    while size and size % WIDTH == 0:
        size //= WIDTH
        hashes = _hashes_below(level, (size - 1) * WIDTH, size * WIDTH)
        root = root_of_leaves(hashes).hex()
        LogTile.objects.create(level=level, number=size - 1, hashes=b"".join(hashes), root=root)
        level += 1


def tile_hashes(level: int, number: int, width: int = WIDTH) -> list[bytes]:
    """The first `width` hashes of a tile, full or not; fewer where the log is shorter."""
    stored = LogTile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    if stored is not None:
        whole = bytes(stored)
        return [whole[start : start + 32] for start in range(0, width * 32, 32)]
    return _hashes_below(level, number * WIDTH, number * WIDTH + width)


def entry_bundle(number: int, width: int = WIDTH) -> bytes:
    """The leaves of a tile of level 0, each after its length in two bytes: salted hashes, no word of anybody."""
    start = number * WIDTH
    entries = LogEntry.objects.filter(seq__gte=start, seq__lt=start + width).order_by("seq")
    return b"".join(b"\x00\x20" + bytes.fromhex(data) for data in entries.values_list("data_sha256", flat=True))


def _hashes_below(level: int, start: int, end: int) -> list[bytes]:
    """The hashes `start` to `end` of a level, from the entries or from the roots of the tiles below."""
    if level == 0:
        entries = LogEntry.objects.filter(seq__gte=start, seq__lt=end).order_by("seq")
        return [leaf_hash(bytes.fromhex(data)) for data in entries.values_list("data_sha256", flat=True)]
    tiles = LogTile.objects.filter(level=level - 1, number__gte=start, number__lt=end).order_by("number")
    return [bytes.fromhex(root) for root in tiles.values_list("root", flat=True)]


class Tiles:
    """Reads subtrees (kit.merkle.Reader), each tile once. Make one for each proof or few."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, height: int, number: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first, count = number << above, 1 << above
        tile, offset = divmod(first, WIDTH)
        if (level, tile) not in self._read:
            self._read[level, tile] = tile_hashes(level, tile)
        hashes = self._read[level, tile][offset : offset + count]
        if len(hashes) != count:
            raise LookupError(f"The tree has no subtree {number} of height {height}.")
        return root_of_leaves(hashes)
