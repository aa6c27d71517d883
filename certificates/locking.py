"""One paper at a time: whatever befalls a paper takes its row first, so that of two acts at once one comes second."""

from certificates.models import Certificate


def lock_paper(certificate: Certificate) -> Certificate:
    """The paper as it stands now, locked until the transaction ends, with what papers are made from."""
    related = ("person", "completion__person", "completion__course", "issuer__agency")
    return Certificate.objects.select_for_update(of=("self",)).select_related(*related).get(pk=certificate.pk)
