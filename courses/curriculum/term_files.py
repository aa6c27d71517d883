"""terms.yaml: the words that a course explains. A term is the whole platform's: another course may name it too."""

from typing import Any

from courses.curriculum.importing_things import Import, put
from courses.curriculum.named import Named
from courses.curriculum.reader import Reader
from courses.models import Term

FILE = "terms.yaml"


def read_terms(reader: Reader) -> list[dict[str, Any]]:
    found = reader.optional_yaml(FILE) or []
    if not isinstance(found, list):
        reader.fault(FILE, "expected a list")
        return []
    return [term for term in found if reader.require(FILE, term, ["code", "term", "definition"])]


def bring_term(item: dict[str, Any], work: Import) -> None:
    term = Term.objects.filter(code=item["code"]).first() or Term(code=item["code"])
    is_new = term.pk is None
    values = {"term": item["term"], "definition": item["definition"].strip(), "source": item.get("source", "")}
    changed = put(term, values)
    if is_new or changed:
        term.save()
    work.keys[Named("term", term.code)] = term.pk
    work.count(is_new=is_new, is_changed=changed)


def write_term(term: Term) -> dict[str, Any]:
    facts = {"code": term.code, "term": term.term, "definition": term.definition.strip(), "source": term.source}
    return {name: value for name, value in facts.items() if value}
