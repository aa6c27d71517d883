"""What the database itself refuses to change in the tables that tell of a paper's life (kit/append_only.py)."""

from kit.append_only import Guard

# Free sentences may be erased, for they may name people; that something happened, when and by whom may not.
LIFE_GUARDS = (
    Guard(
        "certificates_suspension",
        frozen=("id", "certificate_id", "starts_at", "starts_on", "by_id"),
        erasable=("reason",),
    ),
    Guard(
        "certificates_endingnote",
        frozen=("id", "certificate_id", "decision_number", "decision_on"),
        erasable=("note",),
    ),
    Guard("certificates_confirmation"),
    Guard("certificates_expirynotice"),
    Guard(
        "certificates_proposal",
        frozen=(
            *("id", "kind", "certificate_id", "key_id", "reason", "since", "decision_number", "decision_on"),
            *("by_id", "at", "expires_at"),
        ),
        erasable=("note",),
    ),
)
