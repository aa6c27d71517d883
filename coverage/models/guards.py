"""Which tables of coverage only grow (kit/append_only.py); the migration spells them out."""

from kit.append_only import Guard

COVERAGE_GUARDS = (
    Guard("coverage_targetversion"),
    Guard("coverage_report"),
    Guard("coverage_assignmentversion"),
    Guard("coverage_reminderdigest"),
    Guard("coverage_reminder"),
    Guard("coverage_remindersending"),
)
