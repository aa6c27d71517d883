"""Courses as files under curriculum/: read, checked, and written into pages and the question bank."""
