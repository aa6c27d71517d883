"""What one can do: frameworks, competencies, levels, what a position requires, and the evidence a person has.

Evidence comes from above (a course completed); this room only keeps and compares it.
"""
