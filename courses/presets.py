"""Rules of tests as documents give them, ready to be chosen by name."""

from pathlib import Path

from courses.models import QuizPreset
from workforce.loading import Loaded, read_confidence, read_json

PRESETS_FILE = Path(__file__).parent / "data/presets.json"


def load_presets(path: Path = PRESETS_FILE) -> Loaded:
    """Add the presets that are not there yet, by their codes; harmless twice. Raises BadDataFile.

    One that is there stays as an administrator left it.
    """
    entries = read_json(path)
    known = set(QuizPreset.objects.values_list("code", flat=True))
    new = [QuizPreset(**entry) for entry in entries if entry["code"] not in known]
    for preset in new:
        read_confidence(preset.confidence, preset.code)
    QuizPreset.objects.bulk_create(new)
    return Loaded(created=len(new), unchanged=len(entries) - len(new))
