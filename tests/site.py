"""A web site on this machine, made of a dict; pages can change while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.httpserver import QuietHandler, running


@dataclass(frozen=True)
class Sent:
    """What an address answers with."""

    body: bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """`pages` maps paths to what is sent: HTML, a status, or all of it; `asked` is what came in."""

    address: str
    pages: dict[str, str | int | Sent] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, **pages: str | int | Sent) -> None:
        """Set pages by name; `index` is the start."""
        self.pages |= {f"/{'' if name == 'index' else name}": each for name, each in pages.items()}

    def url(self, name: str = "") -> str:
        return f"{self.address}/{name}"

    def asked_now(self) -> list[str]:
        """What was asked for since the last call, sorted, without robots.txt."""
        found, self.asked = self.asked, []
        return sorted(each for each in found if each != "/robots.txt")

    def answer(self, path: str) -> Sent:
        page = self.pages.get(path, 404)
        if isinstance(page, int):
            return Sent(status=page)
        return Sent(page.encode()) if isinstance(page, str) else page


def html(*links: str, title: str = "", head: str = "", words: str = "") -> str:
    """A page with some words of its own and links to others."""
    named = title or f"Page with {len(links)} links"
    listed = "".join(f'<li><a href="{each}">to {each}</a></li>' for each in links)
    text = words or "The agency works with partners to protect the health of the public. " * 4
    return (
        f"<html><head><title>{named}</title>{head}</head><body><main><h1>{named}</h1>"
        f"<p>{text}</p></main><nav><ul>{listed}</ul></nav></body></html>"
    )


@contextmanager
def serve() -> Iterator[Site]:
    """A site that answers until the block ends."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            sent = site.answer(self.path)
            tag = sent.headers.get("ETag")
            same = tag is not None and self.headers["If-None-Match"] == tag
            self.send_response(304 if same else sent.status)
            for name, value in {"Content-Type": sent.type, **sent.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if same else str(len(sent.body)))
            self.end_headers()
            self.wfile.write(b"" if same else sent.body)

    with running(Handler) as server:
        site = Site(server.base)
        yield site
