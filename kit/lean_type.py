"""Typefaces without their hinting: it takes more than half of a file, and readers of PDFs hint by themselves."""

import io
from functools import lru_cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont


@lru_cache(maxsize=8)
def lean(file: Path) -> bytes:
    """The typeface of `file` with all its signs and outlines, without hinting and layout tables."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, glyph_names=False)
    # The same bytes every time: papers made again must come out the same.
    options.recalc_timestamp = False
    with TTFont(file, recalcTimestamp=False) as typeface:
        keeper = subset.Subsetter(options)
        keeper.populate(unicodes=typeface.getBestCmap())
        keeper.subset(typeface)
        out = io.BytesIO()
        typeface.save(out)
    return out.getvalue()
