"""Text of pages and people made harmless for HTML, for Markdown and for links."""

import html
import re

MARKDOWN = re.compile(r"[^\w\s&;#]|_")
WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text for HTML content and for attribute values in double quotes."""
    return html.escape(text, quote=True)


def chat_safe(text: str) -> str:
    """The text on one line of HTML that a Markdown renderer passes over as it is.

    The chat renders Markdown, so every mark of punctuation becomes a character reference:
    no image, link, formula or tag can begin in it.
    """
    one_line = " ".join(text.split())
    return MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", one_line.replace("&", "&amp;"))


def web_link(url: str) -> str | None:
    """The address if it leads to the web (http or https), else None."""
    return url if WEB.fullmatch(url) else None
