from django.db import migrations

from kit.append_only import append_only

# Spelt out, not imported: a later list may name columns that do not exist yet.
ENTRY = {"frozen": ("seq", "kind", "certificate_id", "data_sha256", "at"), "erasable": ("salt", "record")}
CHECKPOINT = {"frozen": ("id", "size", "root", "note", "key_id", "at")}
KEY = {"frozen": ("id", "name", "public_key", "active_from")}
PAPER = {
    "frozen": (
        *("id", "completion_id", "person_id", "course_id", "issuer_id", "year", "serial", "number", "code"),
        *("words", "issued_at", "issued_on", "expires_on", "pdf_sha256", "pdf_name", "signing_key_id"),
        *("replaces_id", "renews_id"),
    )
}
SUSPENSION = {"frozen": ("id", "certificate_id", "starts_at", "starts_on", "by_id"), "erasable": ("reason",)}
ENDING_NOTE = {"frozen": ("id", "certificate_id", "decision_number", "decision_on"), "erasable": ("note",)}
PROPOSAL = {
    "frozen": (
        *("id", "kind", "certificate_id", "key_id", "reason", "since", "decision_number", "decision_on"),
        *("by_id", "at", "expires_at"),
    ),
    "erasable": ("note",),
}


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(*append_only("certificates_logentry", **ENTRY)),
        migrations.RunPython(*append_only("certificates_logtile")),
        migrations.RunPython(*append_only("certificates_logcheckpoint", **CHECKPOINT)),
        migrations.RunPython(*append_only("certificates_registerkey", **KEY)),
        migrations.RunPython(*append_only("certificates_suspension", **SUSPENSION)),
        migrations.RunPython(*append_only("certificates_endingnote", **ENDING_NOTE)),
        migrations.RunPython(*append_only("certificates_confirmation")),
        migrations.RunPython(*append_only("certificates_expirynotice")),
        migrations.RunPython(*append_only("certificates_proposal", **PROPOSAL)),
        # A later migration that alters one of these tables must end with its line again (kit/append_only.py).
        migrations.RunPython(*append_only("certificates_certificate", **PAPER)),
    ]
