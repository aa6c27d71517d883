"""The blocks a lesson is made of. Each has one template under templates/courses/blocks/.

A block says its plain text through `get_searchable_content`, which Wagtail's blocks all have: courses/reading.py
gathers it for counting, reading aloud and searching. What must stay on the server until somebody answers, and
words that only name a choice of the form, are kept out of it (`search_index=False`).
"""

from wagtail import blocks

from courses.blocks.films import VideoBlock
from courses.blocks.pictures import PictureBlock, StepBlock, StepsBlock
from courses.blocks.references import CiteBlock, DownloadBlock, TermBlock
from courses.blocks.texts import (
    SMALL_FEATURES,
    TEXT_FEATURES,
    CalloutBlock,
    CheckBlock,
    CompareBlock,
    MessageBlock,
    PracticeBlock,
    SideBlock,
    TableBlock,
    TextBlock,
)

__all__ = [
    "SMALL_FEATURES",
    "TEXT_FEATURES",
    "CalloutBlock",
    "CheckBlock",
    "CiteBlock",
    "CompareBlock",
    "DownloadBlock",
    "LessonBody",
    "MessageBlock",
    "PictureBlock",
    "PracticeBlock",
    "SideBlock",
    "StepBlock",
    "StepsBlock",
    "TableBlock",
    "TermBlock",
    "TextBlock",
    "VideoBlock",
]


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    picture = PictureBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    compare = CompareBlock()
    table = TableBlock()
    message = MessageBlock()
    practice = PracticeBlock()
    check = CheckBlock()
    download = DownloadBlock()
    term = TermBlock()
    cite = CiteBlock()
