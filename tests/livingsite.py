"""A site and a folder of pages that change at random, with what a reader of them should have."""

import gzip
import hashlib
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import httpx

from ingest.sources import Discovery, Source, Sources, collect
from ppp_settings import Settings
from tests.httpserver import QuietHandler, running
from tests.papers import TYPES, paper

WORDS = "river mill bridge grain café lamp winter keeper ledger bell orchard signal".split()
HUB, MAP = "/hub.html", "/sitemap.xml"
KINDS = ("html", "html", "html", "pdf", "docx")
CHARSETS = ("", "utf-8", "us-ascii", "no-such-charset")
SETTINGS = Settings(fetch_timeout_seconds=4.0, fetch_max_bytes=200_000)
SLOW = 2 * SETTINGS.fetch_timeout_seconds

Way = Literal["named", "crawl", "sitemap"]
Fault = Literal["", "404", "410", "500", "huge", "cut gzip", "broken off", "garbage", "slow"]
FAULTS: tuple[Fault, ...] = ("404", "410", "500", "huge", "cut gzip", "broken off", "garbage")


@dataclass(frozen=True)
class Served:
    """A body as a server sends it, and the sentence that was written last on it."""

    body: bytes
    type: str
    newest: str = ""

    @cached_property
    def tag(self) -> str:
        """The same for the same body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass
class WebPage:
    """What the server has for one address, and how a reader comes to know of it."""

    by: Way
    kind: str
    sentences: list[str]
    remark: str = ""
    fault: Fault = ""
    charset: str = ""
    noindex: bool = False
    linked: bool = True
    moved: bool = False
    tagged: bool = True


@dataclass
class LivingSite:
    """Web pages and files, changed by a seeded random history.

    `good` is what each address should be served with as of the last turn: its last body that
    came without an error, for as long as the sources name it or lead to it. `lists` holds the
    last start page of the crawl and the last sitemap that could be had. The site lives below
    `most` pages.
    """

    folder: Path
    chance: random.Random
    most: int = 40
    base: str = ""
    web: dict[str, WebPage] = field(default_factory=dict)
    good: dict[str, Served] = field(default_factory=dict)
    lists: dict[str, Served] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    robots_down: bool = False
    asked: int = 0
    made: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.web[HUB] = WebPage("crawl", "html", self._text())
        self.web[MAP] = WebPage("sitemap", "xml", [])
        for _ in range(3):
            self._add_file()
        for _ in range(6):
            self.grow("crawl")
            self.grow("sitemap")

    def turn(self, changes: int) -> None:
        """What is slow or down recovers, some things change, and an ingest may look."""
        self.robots_down = False
        for page in self.web.values():
            page.fault = "" if page.fault == "slow" else page.fault
        for _ in range(changes):
            self._live()
        self._note()

    def sources(self) -> Sources:
        """All files, all addresses that have not been withdrawn, a crawl and a sitemap."""
        files = collect([str(self.folder)]).items
        pages = tuple(Source(url=self.base + path) for path in self._pages("named"))
        found = (
            Discovery("crawl", self.base + HUB, max_pages=1_000),
            Discovery("sitemap", self.base + MAP, max_pages=1_000),
        )
        return Sources((*files, *pages), discoveries=found)

    def ideal(self) -> httpx.MockTransport:
        """A web that serves what is good, at once and without validators or rules."""

        def answer(request: httpx.Request) -> httpx.Response:
            path = request.url.path
            sent = self.lists.get(path) or self.good.get(path)
            if sent is None:
                return httpx.Response(404)
            return httpx.Response(200, content=sent.body, headers={"Content-Type": sent.type})

        return httpx.MockTransport(answer)

    def served(self, path: str) -> Served:
        """What the server sends for a page that has no fault."""
        page = self.web[path]
        if path == MAP:
            places = "".join(f"<url><loc>{self.base}{e}</loc></url>" for e in self._linked(MAP))
            return Served(f"<urlset>{places}</urlset>".encode(), TYPES["xml"])
        links = self._linked(HUB) if path == HUB else []
        noindex = page.noindex and self._says_so_itself(path)
        body = paper(page.kind, path, tuple(page.sentences), tuple(links), page.remark, noindex)
        return Served(body, TYPES[page.kind], page.sentences[-1])

    def headers(self, path: str) -> dict[str, str]:
        """What the server says of a page beside its length."""
        page, sent = self.web[path], self.served(path)
        charset = f"; charset={page.charset}" if page.charset else ""
        found = {"Content-Type": sent.type + charset}
        if page.tagged:
            found["ETag"] = sent.tag
        if page.noindex and not self._says_so_itself(path):
            found["X-Robots-Tag"] = "noindex"
        return found

    def robots(self) -> str:
        """The rules for robots."""
        return "User-agent: *\n" + "".join(f"Disallow: {each}\n" for each in sorted(self.forbidden))

    def grow(self, by: Way) -> None:
        """One more page that is found in this way."""
        self.made += 1
        kind = self.chance.choice(KINDS)
        page = WebPage(by, kind, self._text(), tagged=self.chance.random() < 0.8)
        page.charset = self.chance.choice(CHARSETS) if kind == "html" else ""
        self.web[f"/{by}-{self.made}.{kind}"] = page

    def _live(self) -> None:
        """One random change."""
        changes = [
            self._add_page, self._add_file, self._edit_page, self._edit_page, self._edit_file,
            self._edit_file, self._break, self._break, self._mend, self._move, self._withdraw,
            self._delete_file, self._rename_file, self._touch, self._link, self._link,
            self._unlink, self._forbid, self._allow, self._mark, self._charset, self._stumble,
        ]  # fmt: skip
        self.chance.choice(changes)()

    def _note(self) -> None:
        """Settle what an ingest should make of what there is now."""
        good = {}
        for path in self._pages("named"):
            if sent := self._seen(path) or self.good.get(path):
                good[path] = sent
        for way, place in (("crawl", HUB), ("sitemap", MAP)):
            before = {path: each for path, each in self.good.items() if self._by(path) == way}
            good |= self._found(place, before)
        self.good = good

    def _found(self, place: str, before: dict[str, Served]) -> dict[str, Served]:
        """All of before where the list can't be had; else what it names and lets be taken."""
        there = self._seen(place)
        if there is None:
            return before
        self.lists[place] = there
        own = [place] if place == HUB else []
        left = [
            path for path in (*own, *self._linked(place))
            if path not in self.forbidden and (self.web[path].fault or not self.web[path].noindex)
        ]  # fmt: skip
        sent = {path: self._seen(path) or before.get(path) for path in left}
        return {path: each for path, each in sent.items() if each}

    def _seen(self, path: str) -> Served | None:
        page = self.web[path]
        shut = self.robots_down or path in self.forbidden
        return None if shut or page.fault else self.served(path)

    def _by(self, path: str) -> Way:
        return self.web[path].by if path in self.web else "named"

    def _pages(self, by: Way) -> list[str]:
        return [path for path, page in self.web.items() if page.by == by and path not in (HUB, MAP)]

    def _linked(self, place: str) -> list[str]:
        return [path for path in self._pages(self.web[place].by) if self.web[path].linked]

    def _says_so_itself(self, path: str) -> bool:
        """Whether noindex stands in the page rather than beside it."""
        return self.web[path].kind == "html" and len(path) % 2 == 0

    def _text(self) -> list[str]:
        return [self._sentence() for _ in range(self.chance.randint(3, 12))]

    def _sentence(self) -> str:
        self.made += 1
        words = " ".join(self.chance.choices(WORDS, k=self.chance.randint(4, 14)))
        return f"{words.capitalize()} {self.made}."

    def _any(self) -> WebPage:
        return self.web[self.chance.choice([each for each in self.web if each != MAP])]

    def _add_page(self) -> None:
        if len(self.web) < self.most:
            self.grow("named")

    def _edit_page(self) -> None:
        self._any().sentences.append(self._sentence())

    def _touch(self) -> None:
        """Another body that says the same."""
        self.made += 1
        self._any().remark = f"{self.made}"

    def _charset(self) -> None:
        """A server that says something else of the charset, right or wrong."""
        page = self._any()
        page.charset = self.chance.choice(CHARSETS) if page.kind == "html" else ""

    def _break(self) -> None:
        page = self.web[self.chance.choice(list(self.web))]
        page.fault = "" if page.moved else self.chance.choice(FAULTS)

    def _stumble(self) -> None:
        """A fault of one turn: a page that takes too long, or rules that can't be had."""
        page = self._any()
        if self.chance.random() < 0.3:
            self.robots_down = True
        elif self.asked < 2 and not page.moved:
            self.asked += 1
            page.fault = "slow"

    def _mend(self) -> None:
        for page in self.web.values():
            page.fault = ""

    def _move(self) -> None:
        if named := self._pages("named"):
            page = self.web[self.chance.choice(named)]
            page.moved, page.fault = True, ""

    def _withdraw(self) -> None:
        if len(named := self._pages("named")) > 3:
            path = self.chance.choice(named)
            del self.web[path]
            self.forbidden.discard(path)

    def _link(self) -> None:
        """A page is linked again, or a new one is."""
        off = [each for each in self.web.values() if not each.linked]
        if off and self.chance.random() < 0.5:
            self.chance.choice(off).linked = True
        elif len(self.web) < self.most:
            self.grow(self.chance.choice(("crawl", "sitemap")))

    def _unlink(self) -> None:
        linked = self._linked(self.chance.choice((HUB, MAP)))
        if len(linked) > 4:
            self.web[self.chance.choice(linked)].linked = False

    def _forbid(self) -> None:
        if len(self.forbidden) < 3:
            self.forbidden.add(self.chance.choice(list(self.web)))

    def _allow(self) -> None:
        self.forbidden.clear()

    def _mark(self) -> None:
        """A page asks not to be indexed, or no longer does; never all that a list names."""
        marked = [each for each in self.web.values() if each.noindex]
        if len(marked) >= 3:
            self.chance.choice(marked).noindex = False
        else:
            self._any().noindex = True

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.*"))

    def _add_file(self) -> None:
        self.made += 1
        lines = "\n\n".join(self._text())
        suffix = self.chance.choice(["md", "txt"])
        path = self.folder / f"file-{self.made}.{suffix}"
        path.write_text(f"# File {self.made}\n\n{lines}\n", "utf-8")

    def _edit_file(self) -> None:
        if files := self._files():
            path = self.chance.choice(files)
            path.write_text(f"{path.read_text('utf-8')}\n{self._sentence()}\n", "utf-8")

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
    over = threading.Event()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            path = self.path.removesuffix("-moved")
            page = site.web.get(path)
            if path == "/robots.txt":
                status = 500 if site.robots_down else 200
                self._send(status, {"Content-Type": "text/plain"}, site.robots().encode())
            elif page is None:
                self._send(404, {}, b"")
            elif page.moved and path == self.path:
                self._send(301, {"Location": f"{path}-moved"}, b"")
            elif page.fault:
                self._fail(page.fault, site.headers(path), site.served(path).body)
            elif self.headers["If-None-Match"] == site.headers(path).get("ETag", ""):
                self._send(304, site.headers(path), b"")
            else:
                self._send(200, site.headers(path), site.served(path).body)

        def _fail(self, fault: Fault, headers: dict[str, str], body: bytes) -> None:
            headers.pop("X-Robots-Tag", None)  # what fails says nothing of itself
            if fault.isdecimal():
                self._send(int(fault), {}, b"")
            elif fault == "slow":
                over.wait(SLOW)
            elif fault == "huge":
                self._send(200, headers, body + b" " * SETTINGS.fetch_max_bytes)
            elif fault == "cut gzip":
                packed = gzip.compress(body, mtime=0)
                headers = {**headers, "Content-Encoding": "gzip"}
                self._send(200, headers, packed[: len(packed) * 2 // 3])
            elif fault == "broken off":
                self._send(200, headers, body[: len(body) // 2], len(body))
            else:
                self._send(200, headers, b"\x00\xff\x17" + body[::-1])

        def _send(
            self, status: int, headers: dict[str, str], body: bytes, length: int | None = None
        ) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

    with running(Handler) as server:
        site.base = server.base
        try:
            yield
        finally:
            over.set()
