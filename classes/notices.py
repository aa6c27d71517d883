"""What people are told about their exams: on the desk and by mail."""

from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words

INVITED = "classes.invited"

register_words(
    INVITED,
    _("You are on the roll of an exam: %(title)s"),
    _("%(when)s, %(place)s, room %(room)s, seat %(seat)s. Bring your citizen's card."),
)
