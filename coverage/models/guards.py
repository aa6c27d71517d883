"""What the database itself refuses to change in the tables of coverage that only grow (kit/append_only.py)."""

from kit.append_only import Guard

COVERAGE_GUARDS = (Guard("coverage_targetversion"), Guard("coverage_report"))
