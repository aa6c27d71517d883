"""Learning together: supervised exams, with their rolls, codes and records."""
