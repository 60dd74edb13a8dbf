"""The two menus of the chat: the kept conversations, and the forms of an export."""

FORMS = (("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON"))
KEPT = "Kept in this browser only."


def menus_html() -> str:
    """The menus; static/talk.js fills the list and acts on the buttons."""
    forms = "".join(
        f'<li><button type="button" data-form="{form}">{name}</button></li>' for form, name in FORMS
    )
    printing = '<li><button type="button" data-form="print">Print…</button></li>'
    return (
        '<nav class="ppp-menus" aria-label="Conversations and export">'
        f"{_menu('ppp-talks', 'Conversations', f'<p>{KEPT}</p><ul></ul>')}"
        f"{_menu('ppp-export', 'Export', f'<ul>{forms}{printing}</ul>')}</nav>"
    )


def _menu(name: str, label: str, inside: str) -> str:
    return (
        f'<details class="ppp-menu" id="{name}"><summary>{label}</summary>'
        f'<div class="ppp-drop">{inside}</div></details>'
    )
