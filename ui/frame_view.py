"""What stands around the conversation: title, notice, welcome, and the empty panel."""

from corpus.snapshot import About
from ui.escape import chat_safe, escaped

GREETING = "Ask a question about your pages. Every answer is quoted and opens at its sentence."
STEPS = (
    '<div class="ppp-steps" role="group" aria-label="Citations of this answer">'
    '<button type="button" data-step="-1" aria-label="Previous citation">←</button>'
    '<p class="ppp-count" role="status"></p>'
    '<button type="button" data-step="1" aria-label="Next citation">→</button></div>'
)
COPY = (
    '<button type="button" class="ppp-copy">Copy quote with citation</button>'
    '<span class="ppp-copied" role="status"></span>'
)


def header_html(about: About) -> str:
    """The title and the notice."""
    notice = f'<p class="ppp-notice">{escaped(about.notice)}</p>' if about.notice else ""
    return f'<header class="ppp-header"><h1>{escaped(about.name)}</h1>{notice}</header>'


def welcome_html(about: About) -> str:
    """Stands in the chat before the first question."""
    greeting = chat_safe(about.greeting or GREETING)
    return f'<div class="ppp-welcome"><p>{greeting}</p></div>'


def panel_html() -> str:
    """The empty panel; the script fills it with a card and its page."""
    return (
        '<section class="ppp-panel" id="ppp-source" aria-label="Source" hidden>'
        '<div class="ppp-panel-bar"><div class="ppp-panel-name"></div>'
        '<button type="button" class="ppp-close">Close</button></div>'
        f'<div class="ppp-panel-tools">{STEPS}{COPY}</div>'
        '<div class="ppp-panel-head"></div><div class="ppp-panel-note" role="status"></div>'
        '<div class="ppp-panel-scroll" tabindex="0" role="region" aria-label="Text of the page">'
        '<div class="ppp-page"></div></div></section>'
    )
