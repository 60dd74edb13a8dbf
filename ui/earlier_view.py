"""The line above a long conversation that shows more of it; static/talk.js acts on its links."""


def earlier_html(hidden: int, step: int) -> str:
    """How many questions are hidden, and links to `#earlier-some` and `#earlier-all`."""
    words = f"{hidden} earlier question{'' if hidden == 1 else 's'}"
    if hidden <= step:
        return f'<p class="ppp-earlier">{_link("all", f"Show {words}")}</p>'
    some, every = _link("some", f"Show {step} more"), _link("all", "Show all")
    return f'<p class="ppp-earlier">{words} · {some} · {every}</p>'


def _link(how: str, words: str) -> str:
    return f'<a href="#earlier-{how}">{words}</a>'
