"""A page of this server beside the chat: HTML that asks no host for anything, and no script."""

from functools import cache

from ui.escape import escaped
from ui.theme import STATIC

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def whole_page(title: str, body: str) -> str:
    """A document of this body, which is HTML already."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>{_style()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def sorry_page(title: str, why: str) -> str:
    """A page that says why there is nothing to show."""
    return whole_page(title, f"<main><h1>{escaped(title)}</h1><p>{escaped(why)}</p></main>")


@cache
def _style() -> str:
    return (STATIC / "whole.css").read_text("utf-8")
