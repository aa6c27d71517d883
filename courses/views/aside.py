"""The outline beside a lesson. Learners at the same point of a course see the same one, so it is kept."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.outline import Outline, Step
from courses.published import edition, tongue

# In a course in order there are few points to stand at; in a free one there may be many.
MOST_KEPT = 5000


def aside_of(outline: Outline, step: Step) -> SafeString:
    """The outline as HTML with `step` marked, kept with the edition under what it shows."""
    kept = edition().kept
    shown = tuple((item.page.pk, item.is_done, item.is_open) for item in outline.steps)
    key = (tongue(), "aside", outline.course.pk, step.number, shown)
    html: SafeString | None = kept.get(key)
    if html is None:
        html = render_to_string("courses/_aside.html", {"course": outline.course, "outline": outline, "step": step})
        if len(kept) < MOST_KEPT:
            kept[key] = html
    return html
