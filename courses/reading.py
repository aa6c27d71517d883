"""The plain words of a lesson's body: to count, to read aloud, to search, to check."""

from dataclasses import dataclass

from wagtail.blocks.stream_block import StreamValue


@dataclass(frozen=True)
class Words:
    """The words a reader meets, one paragraph for each piece of a block; no answer of a quick check among them."""

    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def count(self) -> int:
        """How many words; in Vietnamese these are syllables, 180 of which are read in a minute."""
        return len(self.text.split())


def words_of(body: StreamValue) -> Words:
    """The words of `body` in reading order. Asks for the pictures, films and terms it names, each kind once."""
    said = (" ".join(text.split()) for block in body for text in words_of_block(block))
    return Words([text for text in said if text])


def words_of_block(block: StreamValue.StreamChild) -> list[str]:
    """The pieces of text of one block, as Wagtail would index them."""
    pieces: list[str] = block.block.get_searchable_content(block.value)
    return pieces
