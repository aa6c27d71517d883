"""Pages of exams: planning, the room, the candidate's own, and the papers."""
