"""Classes that learn a course together: planning, members, meetings, attendance, the end."""
