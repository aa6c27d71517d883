"""Papers as rows alone, without a file: for what is asked of the register and not of the PDF."""

import datetime as dt
import itertools

from django.contrib.auth.models import Permission

from accounts.models import User
from certificates.models import Certificate, Issuer, SigningKey
from certificates.rights import Verb
from certificates.sample import sample_facts
from certificates.words import put_into_words
from courses.models import Completion
from kit.codes import new_code
from tests.certificates.conftest import AT
from workforce.models import Agency, AgencyRole

_serials = itertools.count(500)


def row_of(completion: Completion, issuer: Issuer, *, expires: dt.date | None = None) -> Certificate:
    """A paper of the day of completion, in force, with the words of the sample and no file."""
    serial = next(_serials)
    key, _made = SigningKey.objects.get_or_create(fingerprint="1" * 64, defaults={"active_from": AT})
    return Certificate.objects.create(
        completion=completion,
        person=completion.person,
        course=completion.course,
        issuer=issuer,
        year=completion.completed_on.year,
        serial=serial,
        number=f"{serial:04d}/2026/GCN-SKHCN",
        code=new_code(),
        words={**put_into_words(sample_facts(at=AT)).to_json(), "holder": completion.person.full_name},
        issued_at=completion.completed_at,
        issued_on=completion.completed_on,
        expires_on=expires,
        pdf_sha256=f"{serial:064d}",
        pdf_name="khong-co.pdf",
        signing_key=key,
    )


def make_officer(name: str, agency: Agency, *verbs: Verb, role: str = AgencyRole.Role.HR_OFFICER) -> User:
    """Somebody who may open the administration, with the permissions of `verbs` and a role over `agency`."""
    person = User.objects.create(username=name.lower().replace(" ", "."), full_name=name)
    names = ["access_admin", "view_certificate", *(f"{verb}_certificate" for verb in verbs)]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    AgencyRole.objects.create(person=person, agency=agency, role=role, granted_at=AT)
    return person
