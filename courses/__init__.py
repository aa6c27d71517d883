"""What one learns: course and step pages, the question bank, enrolment, attempts, progress, completion.

Announces `course_completed`; knows nothing of certificates or targets.
"""
