"""What of the newer tables of classes the database itself refuses to change; the migration spells it out."""

from kit.append_only import Guard

# Why attendance was corrected may say something of the people it was about: it goes when they are erased.
CORRECTION = Guard("classes_correction", ("id", "meeting_id", "made_by_id", "made_at", "figures"), ("reason",))
CLASS_GUARDS = (Guard("classes_devicemark"), CORRECTION)
