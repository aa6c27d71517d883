"""What a credential says: the frozen words of the paper's face, in the terms of Open Badges 3.0.

Of the person it says the name, as the paper does, and nothing else: no post, score, address or number.
"""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import quote

from django.conf import settings

from certificates.credentials.contexts import BADGE_CONTEXTS
from certificates.credentials.identity import did
from certificates.models import Certificate
from certificates.rules import VIETNAM
from certificates.words import Words
from competency.models import Evidence


def document_of(certificate: Certificate, *, status: list[dict[str, str]]) -> dict[str, Any]:
    """The credential of `certificate`, unsigned. `status`: its entries in the public lists. One query."""
    words = Words.from_json(certificate.words)
    document = {
        "@context": BADGE_CONTEXTS,
        "id": f"{settings.BASE_URL}/c/{certificate.code}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{words.title.capitalize()}: {words.course}",
        "issuer": _issuer(certificate, words),
        "validFrom": moment(certificate.issued_at),
        "awardedDate": moment(certificate.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            # A name does not prove who holds the file; no more do we know that we may say.
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": words.holder, "identityType": "name"}
            ],
            "licenseNumber": certificate.number,
            "achievement": _achievement(certificate, words),
        },
        "credentialStatus": status,
    }
    if certificate.expires_on is not None:
        document["validUntil"] = moment(_last_second_before(certificate.expires_on))
    return document


def claims_of(document: dict[str, Any]) -> dict[str, Any]:
    """What a JWT says again in its own terms (Open Badges 3.0, 8.2.4): who, which, from when, until when."""
    claims = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": int(dt.datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    if "validUntil" in document:
        claims["exp"] = int(dt.datetime.fromisoformat(document["validUntil"]).timestamp())
    return claims


def moment(at: dt.datetime) -> str:
    """ "2026-12-05T02:14:00Z": XML Schema's form, to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _issuer(certificate: Certificate, words: Words) -> dict[str, Any]:
    return {
        "id": did(),
        "type": ["Profile"],
        "name": words.issuer,
        "url": f"{settings.BASE_URL}/don-vi-cap/{quote(certificate.issuer.agency.code)}/",
    }


def _achievement(certificate: Certificate, words: Words) -> dict[str, Any]:
    level = f", {words.level_words}" if words.level_words else ""
    achievement = {
        "id": _achievement_id(certificate, words),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "inLanguage": "vi",
        "name": words.course,
        "description": f"{words.title.capitalize()} {words.subtitle.lower()} “{words.course}”{level}.",
        "criteria": {"narrative": f"Học hết các bước và đạt các bài kiểm tra của khóa học “{words.course}”."},
        "image": {
            "id": f"{settings.BASE_URL}/huy-hieu/{certificate.code}.png",
            "type": "Image",
            "caption": f"Huy hiệu “{words.course}”{level}",
        },
    }
    alignments = [_alignment(evidence) for evidence in _evidence(certificate)]
    return {**achievement, "alignment": alignments} if alignments else achievement


def _achievement_id(certificate: Certificate, words: Words) -> str:
    """The same for all who earned the same; a course may change its address and its name, what was earned may not."""
    earned = f"{settings.BASE_URL}/{certificate.course.code}/{words.course}/{words.level}"
    return uuid.uuid5(uuid.NAMESPACE_URL, earned).urn


def _evidence(certificate: Certificate) -> list[Evidence]:
    """The competencies that the completion proved, as they were written down on its day."""
    proofs = Evidence.objects.filter(source=f"course-completion:{certificate.completion_id}")
    return list(proofs.select_related("competency__domain__framework", "level").order_by("competency__code", "pk"))


def _alignment(evidence: Evidence) -> dict[str, Any]:
    competency, level = evidence.competency, evidence.level
    framework = competency.domain.framework
    return {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetCode": competency.code,
        "targetName": f"{competency.name_vi}: bậc {level.order}",
        "targetDescription": level.descriptor_vi or level.name_vi,
        "targetFramework": f"{framework.name_vi} ({framework.document})",
        "targetUrl": f"{settings.BASE_URL}/khung-nang-luc/{framework.code}/#{quote(competency.code)}",
    }


def _last_second_before(day: dt.date) -> dt.datetime:
    """In Vietnam: `day` is the first on which the paper no longer counts."""
    return dt.datetime.combine(day, dt.time(), VIETNAM) - dt.timedelta(seconds=1)
