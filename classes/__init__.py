"""Learning together: classes that learn a course together, and supervised exams with their rolls, codes and records."""
