"""Reading IMS QTI 2.1 and 2.2: a package with imsmanifest.xml, or one item by itself.

https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html. An item with one interaction becomes a question;
composite items and other interactions are faults.
"""

import posixpath
import zipfile
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import unquote

from django.utils.translation import gettext as _

from courses.bank.drafts import (
    BLANK,
    CannotMap,
    CannotRead,
    Fault,
    OptionDraft,
    PictureDraft,
    QuestionDraft,
    Reading,
    lines_of,
    number_of,
    true_or_false,
    truth,
)
from courses.bank.markup import read_html
from courses.bank.opening import content_of, decoded
from courses.bank.xml_tree import Node, parse_xml
from courses.models.bank import Question

Type = Question.Type
_ITEM = "imsqti_item_"
_BESIDE = {"feedbackBlock", "feedbackInline", "rubricBlock"}
Values = dict[str, object]


def read_qti_item(text: str) -> Reading:
    """One item by itself. Raises CannotRead when the text is no item."""
    return _read_item(text, tags=(), file="", archive=None)


def read_qti_package(archive: zipfile.ZipFile) -> Reading:
    """Every item that the manifest names. A fault's line is that of the item's own file, which its reason names."""
    place = min(
        (name for name in archive.namelist() if posixpath.basename(name) == "imsmanifest.xml"),
        key=lambda name: name.count("/"),
    )
    manifest = parse_xml(decoded(content_of(archive, place)))
    whole = Reading()
    for resource in manifest.below("resource"):
        if not resource.attributes.get("type", "").startswith(_ITEM):
            continue
        href = unquote(resource.attributes.get("href", ""))
        file = posixpath.normpath(posixpath.join(posixpath.dirname(place), href))
        try:
            one = _read_item(decoded(content_of(archive, file)), tags=_keywords(resource), file=file, archive=archive)
        except CannotRead as error:
            one = Reading(faults=[Fault(error.line, resource.attributes.get("identifier", ""), f"{file}: {error}")])
        whole.drafts += one.drafts
        whole.faults += one.faults
    return whole


def _keywords(resource: Node) -> tuple[str, ...]:
    """Words of the LOM metadata of a resource."""
    words = (lines_of(keyword.words()) for keyword in resource.below("keyword"))
    return tuple(dict.fromkeys(word for word in words if word))


def _read_item(text: str, *, tags: tuple[str, ...], file: str, archive: zipfile.ZipFile | None) -> Reading:
    item = parse_xml(text)
    if item.name != "assessmentItem":
        raise CannotRead(_("This is neither Moodle XML nor a QTI item."), line=item.line)
    reading = Reading()
    code = item.attributes.get("identifier", "")
    try:
        reading.drafts.append(_question(item, code, tags, file, archive))
    except CannotMap as error:
        reading.fault(item.line, f"{file}: {error}" if file else str(error), code)
    return reading


def _question(
    item: Node, code: str, tags: tuple[str, ...], file: str, archive: zipfile.ZipFile | None
) -> QuestionDraft:
    body = item.first("itemBody")
    if body is None:
        raise CannotMap(_("Write the question."))
    found = list(body.below(*_every_interaction(body)))
    if len(found) != 1:
        raise CannotMap(_("An item has exactly one interaction, but %(count)d are here.") % {"count": len(found)})
    interaction = found[0]
    if interaction.name not in _READERS:
        raise CannotMap(_("Questions of the type “%(type)s” cannot be taken over.") % {"type": interaction.name})
    response = interaction.attributes.get("responseIdentifier", "")
    declared = next((d for d in item.all("responseDeclaration") if d.attributes.get("identifier") == response), None)
    if declared is None:
        raise CannotMap(_("No answer is marked as right."))
    values = _READERS[interaction.name](interaction, declared, item)
    if interaction.name == "textEntryInteraction":
        interaction.name, interaction.content = "span", [BLANK]
    asked = read_html(body.html(without=frozenset({interaction.name, *_BESIDE}) - {"span"}))
    prompt = interaction.first("prompt")
    told = read_html(prompt.html()) if prompt else read_html("")
    return QuestionDraft(
        line=item.line,
        code=code,
        text=lines_of(f"{asked.text}\n{told.text}".strip().removesuffix(f"\n{BLANK}")),
        explanation=_feedback(item),
        tags=tags,
        picture=_picture([*asked.images, *told.images], file, archive),
        **values,  # type: ignore[arg-type]
    )


def _every_interaction(body: Node) -> set[str]:
    found = set()
    waiting = [body]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.name.endswith("Interaction"):
            found.add(node.name)
    return found


def _right(declared: Node) -> list[str]:
    """The values of the right response; without one, those that the mapping rewards."""
    correct = declared.first("correctResponse")
    values = [value.words().strip() for value in correct.all("value")] if correct else []
    return values or [key for key, points in _mapped(declared) if points > 0]


def _mapped(declared: Node) -> list[tuple[str, Decimal]]:
    mapping = declared.first("mapping")
    entries = mapping.all("mapEntry") if mapping else []
    return [
        (entry.attributes.get("mapKey", ""), number_of(entry.attributes.get("mappedValue", "0")) or Decimal(0))
        for entry in entries
    ]


def _words(node: Node) -> str:
    return read_html(node.without("feedbackInline").html()).text


def _choices(interaction: Node, declared: Node, item: Node) -> Values:
    right = set(_right(declared))
    options = [
        OptionDraft(_words(choice), correct=choice.attributes.get("identifier") in right)
        for choice in interaction.all("simpleChoice")
    ]
    if declared.attributes.get("cardinality") == "multiple":
        return {"type": Type.MULTIPLE, "options": tuple(options)}
    if [truth(option.text) for option in options].count(None) == 0 and len(options) == 2:
        return {
            "type": Type.TRUE_FALSE,
            "options": true_or_false(any(o.correct and truth(o.text) == truth("true") for o in options)),
        }
    return {"type": Type.SINGLE, "options": tuple(options)}


def _order(interaction: Node, declared: Node, item: Node) -> Values:
    things = {c.attributes.get("identifier", ""): _words(c) for c in interaction.all("simpleChoice")}
    order = _right(declared)
    if sorted(order) != sorted(things):
        raise CannotMap(_("The right order does not name every thing once."))
    return {"type": Type.ORDERING, "options": tuple(OptionDraft(things[name]) for name in order)}


def _pairs(interaction: Node, declared: Node, item: Node) -> Values:
    """Of a match the first set stands on the left; of an association, whatever a pair names first."""
    sets = interaction.all("simpleMatchSet")
    left, right = (_choices_of(one) for one in sets) if len(sets) == 2 else (_choices_of(interaction),) * 2
    options = []
    for pair in _right(declared):
        names = pair.split()
        if len(names) != 2:
            raise CannotMap(_("A pair of the right response does not name two things."))
        first, second = names if names[0] in left and names[1] in right else reversed(names)
        if first not in left or second not in right:
            raise CannotMap(_("A pair of the right response names what is not there."))
        options.append(OptionDraft(left[first], match=right[second]))
    used = {option.match for option in options} | ({o.text for o in options} if len(sets) != 2 else set())
    spare = [OptionDraft("", match=text) for text in right.values() if text not in used]
    return {"type": Type.MATCHING, "options": (*options, *spare)}


def _choices_of(holder: Node) -> dict[str, str]:
    return {c.attributes.get("identifier", ""): _words(c) for c in holder.all("simpleAssociableChoice")}


def _text_entry(interaction: Node, declared: Node, item: Node) -> Values:
    right = _right(declared)
    if declared.attributes.get("baseType") in ("float", "integer"):
        number = number_of(right[0]) if right else None
        if number is None:
            raise CannotMap(_("Write the right number."))
        return {"type": Type.NUMBER, "number": number, "tolerance": _tolerance(item, number)}
    accepted = [*right, *(key for key, points in _mapped(declared) if points > 0)]
    # Response processing by mapping gives the highest points for the right answer and its other spellings.
    best = max((points for _key, points in _mapped(declared)), default=Decimal(0))
    lesser = {key for key, points in _mapped(declared) if points < best} - set(right)
    options = tuple(OptionDraft(lines_of(text), correct=True) for text in dict.fromkeys(accepted) if text not in lesser)
    return {"type": Type.SHORT_TEXT, "options": options}


def _tolerance(item: Node, number: Decimal) -> Decimal:
    """How far off the response processing still takes for right: absolute, or in percent of the number."""
    for equal in item.below("equal"):
        mode = equal.attributes.get("toleranceMode", "exact")
        parts = [number_of(part) for part in equal.attributes.get("tolerance", "").split()]
        if mode == "exact" or not parts:
            continue
        if None in parts or len(set(parts)) != 1:
            raise CannotMap(_("How far off is still right must be the same above and below."))
        off = parts[0] or Decimal(0)
        return abs(number) * off / 100 if mode == "relative" else off
    return Decimal(0)


def _feedback(item: Node) -> str:
    said = [_words(node) for node in item.below("modalFeedback", "feedbackBlock")]
    return "\n".join(dict.fromkeys(filter(None, said)))


def _picture(images: list[tuple[str, str]], file: str, archive: zipfile.ZipFile | None) -> PictureDraft | None:
    """The first picture of the question, when it lies in the package beside the item."""
    if not images:
        return None
    address, alt = images[0]
    name = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(address)))
    if archive is None or name not in archive.namelist():
        raise CannotMap(_("The picture of the question is not in the file."))
    return PictureDraft(name=posixpath.basename(name), content=content_of(archive, name), alt=lines_of(alt))


_READERS: dict[str, Callable[[Node, Node, Node], Values]] = {
    "choiceInteraction": _choices,
    "orderInteraction": _order,
    "matchInteraction": _pairs,
    "associateInteraction": _pairs,
    "textEntryInteraction": _text_entry,
}
