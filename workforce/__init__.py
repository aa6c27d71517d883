"""Where one works: agencies, positions, who worked where from when to when, and who looks after whom.

Knows nothing of courses. Every fact is dated; a reform ends rows and begins others, it rewrites none.
"""
