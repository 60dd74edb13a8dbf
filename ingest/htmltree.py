"""From HTML to a tree that holds the page's content, with trafilatura's element names."""

from typing import Any

from corpus.errors import PageError

SHORTEST_SHARE = 0.2  # of the page's words; below it trafilatura has missed the content
SHORT_PAGE, SHORT_CONTENT = 100, 40  # words; in short pages trafilatura drops too much

INVISIBLE = ("script", "style", "noscript", "template")
FURNITURE = (
    "nav", "footer", "aside", "button", "select", "textarea", "dialog", "iframe", "object",
    "svg", "canvas", "audio", "video",
)  # fmt: skip
FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog".split()
)
NAMES = {
    **{f"h{level}": "head" for level in range(1, 7)}, "a": "ref", "br": "lb", "ul": "list",
    "ol": "list", "dl": "list", "li": "item", "dt": "item", "dd": "item", "tr": "row",
    "td": "cell", "th": "cell", "blockquote": "quote",
}  # fmt: skip
BLOCKS = frozenset(
    "head list item table row cell caption p div quote pre section article main header body form "
    "fieldset figure figcaption details summary address hr center".split()
)


def parse(text: str) -> Any:  # noqa: ANN401 - an lxml element; None where there is nothing in it
    """The parsed page without scripts, styles and comments; they are never run or read."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:  # the document is empty
        return None
    etree.strip_elements(tree, *INVISIBLE, with_tail=False)
    return tree


def serialize(tree: Any) -> str:  # noqa: ANN401
    """The markup of a parsed page."""
    from lxml import etree

    return str(etree.tostring(tree, encoding="unicode", method="html"))


def content_body(tree: Any, text: str, url: str | None) -> Any:  # noqa: ANN401
    """Trafilatura's main content; the whole body without its furniture where that misses most."""
    found = _extracted(text, url)
    body = _plain_body(tree)
    words = len(" ".join(body.itertext()).split())
    count = len((found.text or "").split()) if found is not None else 0
    missed = count < SHORTEST_SHARE * words or (count < SHORT_CONTENT and words < SHORT_PAGE)
    return body if found is None or missed else found.body


def selected_body(tree: Any, selector: str) -> Any:  # noqa: ANN401
    """The elements that an XPath finds, without furniture, one after the other in one body."""
    from lxml import etree

    found = [each for each in tree.xpath(selector) if isinstance(each, etree.ElementBase)]
    if not found:
        raise PageError(f"selector {selector!r} finds nothing; mend it in sources.toml")
    outermost = [each for each in found if not set(each.iterancestors()) & set(found)]
    body = tree.makeelement("body")
    for each in outermost:
        each.tail = None
        body.append(each)
    return _plain_body(body)


def _extracted(text: str, url: str | None) -> Any:  # noqa: ANN401
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            text, url=url, favor_recall=True, include_links=True, include_tables=True,
            include_formatting=False, include_comments=False, deduplicate=False,
            with_metadata=False,
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - malformed pages trip it in many ways; the body is left
        return None


def _plain_body(tree: Any) -> Any:  # noqa: ANN401
    """The body without menus, banners and hidden parts, its elements renamed as trafilatura's."""
    from lxml import etree

    found = tree.find("body")
    body = tree if found is None else found
    for element in list(body.iterdescendants()):
        if element.getparent() is not None and _is_furniture(element):
            element.drop_tree()
    etree.strip_elements(body, "head", with_tail=False)
    for element in body.iter():
        element.set("rend", element.tag)
        if element.get("href"):
            element.set("target", element.get("href"))
        if element.tag in NAMES:  # lxml reads malformed names, but does not write them
            element.tag = NAMES[element.tag]
    return body


def _is_furniture(element: Any) -> bool:  # noqa: ANN401
    named = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return (
        element.tag in FURNITURE
        or (element.tag == "header" and next(element.iter("h1"), None) is None)
        or element.get("role") in FURNITURE_ROLES
        or element.get("hidden") is not None
        or "display:none" in element.get("style", "").replace(" ", "").lower()
        or "cookie" in named
    )
