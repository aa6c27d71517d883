"""Opening an account for somebody who gives nothing but a name: it can be taken over later, with a code on paper."""

from accounts.models import User


def open_account(*, full_name: str, username: str) -> User:
    """An account without password, e-mail and telephone. NOT harmless twice: it opens another (accounts.activating)."""
    person = User(username=username, full_name=full_name)
    person.set_unusable_password()
    person.save()
    return person
