"""A site and a folder of pages that change at random, with what a reader of them should have."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from ingest.sources import Source, Sources, collect

WORDS = "river mill bridge grain harbour lamp winter keeper ledger bell orchard signal".split()
BROKEN = (404, 410, 500)


@dataclass
class WebPage:
    """What the server has for one address; `status` 200 serves the body."""

    body: str
    edition: int = 0
    status: int = 200
    moved_to: str | None = None
    tagged: bool = True


@dataclass
class LivingSite:
    """Web pages and files, changed by a seeded random history.

    `good` is the body that each address of the sources served last without an error, as of the
    last call of `note`.
    """

    folder: Path
    chance: random.Random
    base: str = ""
    web: dict[str, WebPage] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def live(self) -> None:
        """One random change."""
        changes = [
            self._add_page, self._add_file, self._edit_page, self._edit_page, self._edit_file,
            self._edit_file, self._break, self._mend, self._move, self._withdraw,
            self._delete_file, self._rename_file, self._touch,
        ]  # fmt: skip
        self.chance.choice(changes)()

    def note(self) -> None:
        """Remember what an ingest gets to see now."""
        served = {path: self._served(path) for path in self.web}
        self.good = {
            path: body if body is not None else self.good[path]
            for path, body in served.items()
            if body is not None or path in self.good
        }

    def sources(self) -> Sources:
        """All files, then all addresses that have not been withdrawn."""
        files = collect([str(self.folder)]).items
        pages = tuple(Source(url=self.base + path) for path in self.web)
        return Sources((*files, *pages))

    def ideal(self) -> httpx.MockTransport:
        """A web that serves the last good body of each page, at once and without validators."""

        def answer(request: httpx.Request) -> httpx.Response:
            body = self.good.get(request.url.path)
            return httpx.Response(404) if body is None else httpx.Response(200, html=body)

        return httpx.MockTransport(answer)

    def _served(self, path: str) -> str | None:
        page = self.web[path]
        if page.moved_to is not None:
            return page.body
        return page.body if page.status == 200 else None

    def _text(self) -> list[str]:
        return [self._sentence() for _ in range(self.chance.randint(3, 12))]

    def _sentence(self) -> str:
        self.made += 1
        words = " ".join(self.chance.choices(WORDS, k=self.chance.randint(4, 14)))
        return f"{words.capitalize()} {self.made}."

    def _html(self, title: str, sentences: list[str]) -> str:
        paragraphs = "".join(f"<p>{each}</p>" for each in sentences)
        return f"<html><body><main><h1>{title}</h1>{paragraphs}</main></body></html>"

    def _add_page(self) -> None:
        self.made += 1
        name = f"/page-{self.made}"
        self.web[name] = WebPage(self._html(name, self._text()), tagged=self.chance.random() < 0.7)

    def _edit_page(self) -> None:
        if self.web:
            page = self.web[self.chance.choice(list(self.web))]
            begin, _, rest = page.body.partition("</h1>")
            page.body = f"{begin}</h1><p>{self._sentence()}</p>{rest}"
            page.edition += 1

    def _touch(self) -> None:
        """Another body that says the same."""
        if self.web:
            page = self.web[self.chance.choice(list(self.web))]
            self.made += 1
            page.body = page.body.replace("<main", f"<!-- {self.made} --><main")
            page.edition += 1

    def _break(self) -> None:
        if self.web:
            self.web[self.chance.choice(list(self.web))].status = self.chance.choice(BROKEN)

    def _mend(self) -> None:
        for page in self.web.values():
            page.status = 200

    def _move(self) -> None:
        if self.web:
            path = self.chance.choice(list(self.web))
            self.web[path].moved_to = f"{path}-moved"

    def _withdraw(self) -> None:
        if len(self.web) > 3:
            del self.web[self.chance.choice(list(self.web))]

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.*"))

    def _add_file(self) -> None:
        self.made += 1
        lines = "\n\n".join(self._text())
        suffix = self.chance.choice(["md", "txt"])
        (self.folder / f"file-{self.made}.{suffix}").write_text(f"# File {self.made}\n\n{lines}\n")

    def _edit_file(self) -> None:
        if files := self._files():
            path = self.chance.choice(files)
            path.write_text(f"{path.read_text()}\n{self._sentence()}\n")

    def _delete_file(self) -> None:
        if len(files := self._files()) > 3:
            self.chance.choice(files).unlink()

    def _rename_file(self) -> None:
        if files := self._files():
            path = self.chance.choice(files)
            self.made += 1
            path.rename(path.with_name(f"renamed-{self.made}{path.suffix}"))


@contextmanager
def serving(site: LivingSite) -> Iterator[None]:
    """Serve the site on this machine for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.web.get(self.path.removesuffix("-moved"))
            if page is None:
                self._send(404, {}, b"")
            elif page.moved_to == f"{self.path}-moved":
                self._send(301, {"Location": page.moved_to}, b"")
            elif page.moved_to is None and page.status != 200:
                self._send(page.status, {}, b"")
            elif page.tagged and self.headers["If-None-Match"] == f'"{page.edition}"':
                self._send(304, {}, b"")
            else:
                tag = {"ETag": f'"{page.edition}"'} if page.tagged else {}
                self._send(200, {"Content-Type": "text/html", **tag}, page.body.encode())

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    site.base = f"http://127.0.0.1:{http.server_port}"
    try:
        yield
    finally:
        http.shutdown()
        http.server_close()
