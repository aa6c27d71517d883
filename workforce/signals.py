"""News of the tree of agencies for the apps above.

`began_anew`: bodies go on under another name or in another place; `bodies` maps the agency that ended to the one
that began. When the operation is undone it is sent with the two exchanged, before those that began are gone.
`foreseen`: an operation is looked at beforehand; who hears it answers with `Consequence`s.
"""

from dataclasses import dataclass

from django.dispatch import Signal

began_anew = Signal()
foreseen = Signal()


@dataclass(frozen=True)
class Consequence:
    """Something of an app above that an operation concerns: a sentence, and where to look at it."""

    text: str
    url: str = ""
