"""Ways by which a reminder reaches a person. Desk and mail are ours; an app may add others when it starts:

    register_channel(Zalo())

A channel is called in the transaction that writes the reminder down. What goes over a network must leave after
the commit (`transaction.on_commit`, or a row that a task works off): a message that was not written down is not sent.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from accounts.models import User
from accounts.telling import tell


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person: the name of its words (accounts.telling) and what fills them in."""

    recipient: User
    day: dt.date
    kind: str
    url: str
    at: dt.datetime
    words: dict[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """`name` stands in the log of what was sent."""

    name: str

    def reaches(self, person: User) -> bool:
        """Whether it knows a way to this person."""
        ...

    def send(self, message: Message) -> None: ...


class DeskAndMail:
    """A notice on the desk; its mail leaves after the commit, when the person has an address."""

    name = "desk-and-mail"

    def reaches(self, person: User) -> bool:
        return True

    def send(self, message: Message) -> None:
        tell(
            people=[message.recipient],
            kind=message.kind,
            key=f"coverage.reminder:{message.day}",
            url=message.url,
            at=message.at,
            mail=True,
            **message.words,
        )


CHANNELS: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Send by `channel` too from now on; harmless twice."""
    CHANNELS[channel.name] = channel


register_channel(DeskAndMail())
