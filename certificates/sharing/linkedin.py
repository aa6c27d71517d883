"""The address that opens LinkedIn's own form with a paper filled in: a plain link, nothing of theirs runs here."""

from urllib.parse import urlencode

from certificates.models import Certificate
from certificates.rules import last_valid_day
from certificates.words import Words

FORM = "https://www.linkedin.com/profile/add"


def linkedin_address(certificate: Certificate, *, address: str) -> str:
    """`address`: the page that LinkedIn shows as proof. Names of the fields: LinkedIn's help on “Add to profile”."""
    words = Words.from_json(certificate.words)
    told = {
        "startTask": "CERTIFICATION_NAME",
        "name": words.course,
        "organizationName": words.issuer,
        "issueYear": certificate.issued_on.year,
        "issueMonth": certificate.issued_on.month,
        "certUrl": address,
        "certId": certificate.number,
    }
    if certificate.expires_on is not None:
        last = last_valid_day(certificate.expires_on)
        told |= {"expirationYear": last.year, "expirationMonth": last.month}
    return f"{FORM}?{urlencode(told)}"
