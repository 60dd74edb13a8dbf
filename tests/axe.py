"""What axe-core finds on a page of the chat."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser import Visit

LEVEL = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What axe finds in Gradio's own markup and can't be mended here: rule, selector, reason.
# Nothing now: static/chat.js mends the role of the examples.
GRADIO: tuple[tuple[str, str, str], ...] = ()


def found_by_axe(visitor: Visit) -> list[str]:
    """Rule and element of every violation of WCAG 2.2 AA that is not one of GRADIO."""
    results = Axe().run(visitor.page, options=LEVEL).response
    assert results["violations"] is not None
    return [
        f"{each['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for each in results["violations"]
        for node in each["nodes"]
        if not known(visitor, each["id"], node)
    ]


def known(visitor: Visit, rule: str, node: dict[str, Any]) -> bool:
    element = visitor.page.locator(node["target"][0]).first
    return any(
        element.evaluate("(each, selector) => each.matches(selector)", selector)
        for name, selector, _ in GRADIO
        if name == rule
    )
