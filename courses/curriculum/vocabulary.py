"""What files call by a code and the database keeps as a row: competencies ("tt02-2025/1.3"), levels, rules of tests."""

from competency.models import Competency, Level
from courses.models import QuizPreset


class Vocabulary:
    """Finds competencies, levels and rules of tests by the codes that files use, and the codes of rows."""

    def __init__(self) -> None:
        self.competencies = {
            f"{c.domain.framework.code}/{c.code}": c for c in Competency.objects.select_related("domain__framework")
        }
        self.levels = {(level.framework.code, level.code): level for level in Level.objects.select_related("framework")}
        self.presets = {preset.code: preset for preset in QuizPreset.objects.all()}
        self.codes = {competency.pk: code for code, competency in self.competencies.items()}

    def competency(self, code: str) -> Competency:
        return self.competencies[code]

    def level(self, competency: str, code: str) -> Level:
        return self.levels[competency.split("/")[0], code]

    def faults(self, rated: list[tuple[str | None, str | None]], presets: list[str]) -> list[str]:
        """One sentence for each competency, level and preset that is not loaded. `rated`: competency with its level."""
        named = {competency for competency, _level in rated if competency}
        problems = [f"unknown competency {code}" for code in sorted(named - self.competencies.keys())]
        pairs = {(competency, level) for competency, level in rated if competency in self.competencies and level}
        problems += [
            f"unknown level {level} of {competency}"
            for competency, level in sorted((str(competency), str(level)) for competency, level in pairs)
            if (competency.split("/")[0], level) not in self.levels
        ]
        return problems + [f"unknown preset {code}" for code in sorted(set(presets) - self.presets.keys())]
