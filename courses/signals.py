"""News that courses send upward. A listener may miss one; a sweep above repairs that."""

from django.dispatch import Signal

# Sent inside the transaction that records it. Arguments: completion (courses.models.Completion).
course_completed = Signal()
# The same of many at once, all of one course. Arguments: completions (a list of courses.models.Completion).
completions_recorded = Signal()

# Sent last inside the transaction that grades. Arguments: attempt (courses.models.Attempt), at (the moment).
attempt_graded = Signal()
