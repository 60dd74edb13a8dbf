"""The link under a question that lets it be edited; static/talk.js acts on it."""

NOTE = "Sending replaces this question and what follows it."


def edit_html(turn: int, editing: int | None) -> str:
    """A link to `#edit-TURN`; while this question is edited, a note and a link that ends it."""
    if editing == turn:
        link = '<a class="ppp-edit" href="#edit-none">Keep it as it was</a>'
        return f'<p class="ppp-edit-line">{NOTE} {link}</p>'
    return f'<p class="ppp-edit-line"><a class="ppp-edit" href="#edit-{turn}">Edit</a></p>'
