"""What an officer can do about a person, and which of it makes sense today. Each act is a form and one function."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.employing import hire, transfer
from workforce.leaving import come_back, go_on_leave, leave_service
from workforce.models import Employment, Leave, Posting
from workforce.people.forms import (
    ActForm,
    BackForm,
    DepartureForm,
    EndPostForm,
    LeaveForm,
    PostForm,
    WorkForm,
    agencies_of,
)
from workforce.posting import end_posting, post
from workforce.roster.rights import agencies_for


@dataclass(frozen=True)
class Act:
    """`key` stands in the address, `do` is called with the cleaned form, the person, `by` and `at`."""

    key: str
    title: "str | Promise"
    done: "str | Promise"
    form: type[ActForm]
    do: Callable[..., Any]


def _transfer(*, agency: Any, **more: Any) -> Employment:
    return transfer(to=agency, **more)


def _end_posting(*, person: User, **more: Any) -> Posting:
    """The form offers the posts of `person` alone."""
    return end_posting(**more)


BACK = Act("tro-lai", _("Back from leave"), _("Recorded: back at work."), BackForm, come_back)
LEAVE = Act("nghi-phep", _("Leave"), _("Recorded: on leave."), LeaveForm, go_on_leave)
MOVE = Act("dieu-chuyen", _("Transfer"), _("Recorded: the transfer."), WorkForm, _transfer)
POST = Act("biet-phai", _("Second, or give a second post"), _("Recorded: the post."), PostForm, post)
END_POST = Act(
    "thoi-biet-phai", _("End a post besides"), _("Recorded: the end of the post."), EndPostForm, _end_posting
)
DEPART = Act(
    "thoi-viec", _("Retire or leave the service"), _("Recorded: left the service."), DepartureForm, leave_service
)
RETURN = Act("nhan-lai", _("Take back into service"), _("Recorded: back in service."), WorkForm, hire)


def open_acts(
    last: Employment, *, by: User, day: dt.date, data: Any = None, chosen: str = ""
) -> list[tuple[Act, ActForm]]:
    """The acts that make sense on `day`, each with its form; `data` fills in that of the `chosen` one."""
    person = last.person
    if last.ends_on is not None and last.ends_on <= day:
        acts = [RETURN]
    else:
        away = Leave.objects.filter(person=person, starts_on__lte=day).meeting(day, None).exists()
        posts = _posts_of(person, day)
        acts = [BACK if away else LEAVE, MOVE, POST, *([END_POST] if posts else []), DEPART]
    return [(act, _form(act, last, by=by, day=day, data=data if act.key == chosen else None)) for act in acts]


def _form(act: Act, last: Employment, *, by: User, day: dt.date, data: Any) -> ActForm:
    more: dict[str, Any] = {"auto_id": f"{act.key}_%s"}
    if act.form is EndPostForm:
        more["postings"] = _posts_of(last.person, day)
    if act.form is PostForm:
        more["agencies"] = agencies_of(day)
    if act.form is WorkForm:
        more["agencies"] = agencies_for(by, day=day)
        more["initial"] = {
            "agency": last.agency.code,
            "position": last.position.code,
            "category": last.category,
            "is_it_staff": last.is_it_staff,
            "is_leader": last.is_leader,
        }
    return act.form(data, **more)


def _posts_of(person: User, day: dt.date) -> list[Posting]:
    posts = Posting.objects.filter(person=person).meeting(day, None).select_related("agency", "position", "person")
    return list(posts.order_by("starts_on", "pk"))
