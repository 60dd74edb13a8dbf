"""Titles that files give themselves, without those that programs make up."""

import re

from ingest.lines import clean

MADE_UP = re.compile(
    r"untitled|(?:microsoft )?(?:word|powerpoint|excel) - .*|.*\.(?:docx?|pdf|indd|tex|dvi|qxp"
    r"|pptx?|xlsx?|html?)|[\W\d_]*|slide \d+|(?:word )?document\d*|presentation\d*|title",
    re.IGNORECASE,
)


def given_title(text: str | None) -> str:
    """The title, "" where it is the name of a file or a program's own words."""
    title = clean(text or "")
    return "" if MADE_UP.fullmatch(title) else title
