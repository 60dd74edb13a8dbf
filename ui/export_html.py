"""A conversation as one HTML file that asks no host for anything and prints well."""

from collections.abc import Collection, Sequence

from assistant.answer import Answer, Citation
from ui.answer_view import groups, layout
from ui.escape import escaped, web_link
from ui.export_facts import OPEN, REFUSED, STOPPED, facts, marks, understood

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.2rem; line-height: 1.35; }
h3 { margin: 0 0 0.4rem; font-size: 1rem; }
.aside { font-size: 0.9rem; opacity: 0.8; }
.cite { margin: 1rem 0; padding: 0.75rem 1rem; border: 1px solid #8888; border-radius: 8px; }
blockquote { margin: 0 0 0.6rem; padding-left: 0.8rem; border-left: 3px solid #2a8a8a;
  white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0;
  font-size: 0.875rem; }
dd { margin: 0; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 11pt; color: #000; background: #fff; }
  h2, h3 { break-after: avoid; }
  .cite { break-inside: avoid; }
  .open a::after { content: " (" attr(href) ")"; font-size: 0.8em; }
}
"""


def to_html(title: str, answers: Sequence[Answer], incomplete: Collection[int] = ()) -> str:
    """A whole document; every text in it is escaped."""
    body = "\n".join(
        _answer(number, each, number in incomplete) for number, each in enumerate(answers, start=1)
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escaped(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _answer(number: int, answer: Answer, stopped: bool) -> str:
    read = understood(answer)
    aside = f'<p class="aside">Understood as: {escaped(read)}</p>\n' if read else ""
    body = _refusal(answer) if answer.refused else _body(number, answer)
    note = f'<p class="aside"><strong>{STOPPED}</strong></p>\n' if stopped else ""
    return (
        f"<article>\n<h2>{number}. {escaped(answer.question)}</h2>\n{aside}{note}{body}"
        f'<p class="aside">Snapshot {escaped(answer.snapshot)}</p>\n</article>'
    )


def _body(number: int, answer: Answer) -> str:
    blocks = []
    for group in groups(layout(answer)):
        words = [
            _sentence(number, each.sentence.text, each.sentence.citations, answer) for each in group
        ]
        if group[0].item:
            blocks.append("<ul>" + "".join(f"<li>{each}</li>" for each in words) + "</ul>\n")
        else:
            blocks.append(f"<p>{' '.join(words)}</p>\n")
    cites = (_citation(number, each, answer.snapshot) for each in answer.citations)
    return "".join((*blocks, *cites))


def _sentence(number: int, text: str, numbers: list[int], answer: Answer) -> str:
    links = (f' <a href="#cite-{number}-{n}">[{n}]</a>' for n in marks(numbers, answer))
    return escaped(text) + "".join(links)


def _citation(number: int, citation: Citation, snapshot: str) -> str:
    told = "".join(
        f"<dt>{name}</dt><dd>{escaped(value)}</dd>" for name, value in facts(citation, snapshot)
    )
    link = web_link(citation.link)
    live = (
        f'<p class="open"><a href="{escaped(link)}" target="_blank" rel="noopener noreferrer">'
        f"{OPEN}</a></p>"
        if link
        else ""
    )
    return (
        f'<section class="cite" id="cite-{number}-{citation.n}">'
        f"<h3>[{citation.n}] {escaped(citation.title)}</h3>"
        f"<blockquote>{escaped(citation.quote)}</blockquote>{live}<dl>{told}</dl></section>\n"
    )


def _refusal(answer: Answer) -> str:
    words = f"<p>{escaped(answer.text)}</p>\n"
    if not answer.nearest:
        return words
    items = "".join(
        f"<li>{escaped(each.url)}, characters {each.start}–{each.end}</li>"
        for each in answer.nearest
    )
    return f"{words}<p>{REFUSED}:</p>\n<ul>{items}</ul>\n"
