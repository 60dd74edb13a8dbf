"""Fetching from a real server on this machine: what can go wrong is bounded and named."""

import gzip
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from corpus.errors import SourceError
from ingest.fetch import Fetcher
from ingest.fetched import Fetched, NotModified, Result, Validators
from ingest.guard import is_public
from ppp_settings import Settings
from tests.httpserver import QuietHandler, running

SECONDS = 1.0
PAGE = "<p>Größe und Café: 50 Wörter.</p>"
BODIES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/ok": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/latin": (200, {"Content-Type": "text/html; charset=ISO-8859-1"}, PAGE.encode("latin-1")),
    "/silent": (200, {"Content-Type": "text/html"},
                b"<meta charset='iso-8859-1'>" + PAGE.encode("latin-1")),
    "/lie": (200, {"Content-Type": "text/html; charset=no-such"}, PAGE.encode()),
    "/bare": (200, {}, PAGE.encode()),
    "/markdown": (200, {"Content-Type": "text/markdown"}, b"# Title"),
    "/plain": (200, {"Content-Type": "TEXT/PLAIN; charset=utf-8"}, b"Text."),
    "/missing": (404, {"Content-Type": "text/html"}, b"<p>Not here.</p>"),
    "/broken": (500, {"Content-Type": "text/html"}, b"<p>Oh no.</p>"),
    "/zip": (200, {"Content-Type": "application/zip"}, b"PK"),
    "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7\x00\xff"),
    "/huge": (200, {"Content-Type": "text/html"}, b"x" * 20_000),
    "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
              gzip.compress(b"x" * 5_000_000)),
    "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
                gzip.compress(PAGE.encode())),
    "/cut": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
             gzip.compress(PAGE.encode())[:-12]),
    "/moved": (301, {"Location": "/ok"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/robots.txt": (200, {"Content-Type": "text/plain"},
                    b"User-agent: *\nDisallow: /private\n"),
    "/private": (200, {"Content-Type": "text/html"}, b"<p>Not for robots.</p>"),
    "/tagged": (200, {"Content-Type": "text/html", "ETag": '"v1"'}, PAGE.encode()),
    "/dated": (200, {"Content-Type": "text/html",
                     "Last-Modified": "Mon, 02 Feb 2026 10:00:00 GMT"}, PAGE.encode()),
    "/inside": (302, {"Location": "http://10.0.0.1/secret"}, b""),
    "/metadata": (301, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
    "/away": (302, {"Location": "ftp://example.org/x"}, b""),
}  # fmt: skip


class Handler(QuietHandler):
    """Serves BODIES; /slow never answers in time, /drip sends a byte now and then."""

    seen: Counter[str] = Counter()
    agents: set[str] = set()
    done = threading.Event()

    def do_GET(self) -> None:
        self.seen[self.path] += 1
        self.agents.add(self.headers["User-Agent"])
        if self.path == "/slow":
            self.done.wait(30)
            return
        if self.path == "/drop" or (self.path == "/flaky" and self.seen["/flaky"] == 1):
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.path == "/drip":
            self._drip()
            return
        if self.path == "/tagged" and self.headers["If-None-Match"] == '"v1"':
            self._send(304, {}, b"")
            return
        if self.path == "/busy" and self.seen["/busy"] == 1:
            self._send(503, {"Retry-After": "0"}, b"")
            return
        status, headers, body = BODIES["/ok" if self.path in ("/flaky", "/busy") else self.path]
        self._send(status, headers, body)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.done.wait(0.1):
                self.wfile.write(b"x")
        except OSError:
            pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    Handler.done.clear()
    with running(Handler) as found:
        yield found.base
        Handler.done.set()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(Settings(fetch_timeout_seconds=60, fetch_max_bytes=10_000))


@pytest.fixture
def hasty() -> Fetcher:
    return Fetcher(Settings(fetch_timeout_seconds=SECONDS, fetch_max_bytes=10_000))


def one(fetcher: Fetcher, url: str) -> Result:
    (result,) = fetcher.fetch([url])
    return result


@pytest.mark.parametrize("path", ["/ok", "/latin", "/lie", "/bare", "/moved", "/packed"])
def test_text_arrives_in_whatever_encoding_it_was_sent(
    server: str, fetcher: Fetcher, path: str
) -> None:
    result = one(fetcher, server + path)
    assert isinstance(result, Fetched)
    assert (result.text, result.format, result.url) == (PAGE, "html", server + path)
    assert result.fetched_at.endswith("+00:00")


def test_binary_body_arrives_unharmed(server: str, fetcher: Fetcher) -> None:
    result = one(fetcher, f"{server}/pdf")
    assert isinstance(result, Fetched)
    assert (result.body, result.format) == (b"%PDF-1.7\x00\xff", "pdf")


def test_charset_that_only_the_page_names_is_found(server: str, fetcher: Fetcher) -> None:
    result = one(fetcher, f"{server}/silent")
    assert isinstance(result, Fetched)
    assert result.text.endswith(PAGE)


@pytest.mark.parametrize(("path", "kind"), [("/markdown", "markdown"), ("/plain", "plain")])
def test_content_type_decides_the_format(
    server: str, fetcher: Fetcher, path: str, kind: str
) -> None:
    result = one(fetcher, server + path)
    assert isinstance(result, Fetched)
    assert result.format == kind


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "HTTP status 404 Not Found"),
        ("/broken", "HTTP status 500 Internal Server Error"),
        ("/zip", "type application/zip is not supported"),
        ("/huge", "larger than 10000 bytes (PPP_FETCH_MAX_BYTES)"),
        ("/bomb", "larger than 10000 bytes (PPP_FETCH_MAX_BYTES)"),
        ("/loop", "TooManyRedirects"),
        ("/away", "redirected to ftp://example.org/x, which is no http"),
        ("/drop", "RemoteProtocolError"),
        ("/private", "robots.txt of 127.0.0.1"),
        ("/cut", "its gzip ends too early"),
        ("/inside", "redirected to 10.0.0.1, a private address"),
        ("/metadata", "redirected to 169.254.169.254, a private address"),
    ],
)
def test_failure_is_a_reason_not_an_exception(
    server: str, fetcher: Fetcher, path: str, reason: str
) -> None:
    result = one(fetcher, server + path)
    assert isinstance(result, SourceError)
    assert reason in str(result)


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_slow_page_is_given_up_in_time(server: str, hasty: Fetcher, path: str) -> None:
    began = time.monotonic()
    result = one(hasty, server + path)
    assert isinstance(result, SourceError)
    assert "within 1 s (PPP_FETCH_TIMEOUT_SECONDS)" in str(result)
    assert time.monotonic() - began < SECONDS + 3


def test_refused_connection_is_a_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = one(Fetcher(Settings(fetch_timeout_seconds=SECONDS)), f"http://127.0.0.1:{port}/")
    assert isinstance(result, SourceError)
    assert "ConnectError" in str(result)


@pytest.mark.parametrize("url", ["http://[", "http://exa mple/", f"http://{'a' * 300}.org/"])
def test_address_that_is_none_is_a_reason(url: str, fetcher: Fetcher) -> None:
    assert isinstance(one(fetcher, url), SourceError)


def test_failures_never_stop_the_rest_and_order_is_kept(server: str, hasty: Fetcher) -> None:
    paths = ["/missing", "/ok", "/drop", "/markdown", "/slow", "/huge", "/plain"]
    results = hasty.fetch([server + path for path in paths])
    assert [isinstance(each, Fetched) for each in results] == [
        False, True, False, True, False, False, True,
    ]  # fmt: skip


def test_lost_connection_is_tried_once_more(server: str, fetcher: Fetcher) -> None:
    assert isinstance(one(fetcher, f"{server}/flaky"), Fetched)
    assert Handler.seen["/flaky"] == 2


def test_answer_with_an_error_status_is_not_asked_for_again(server: str, fetcher: Fetcher) -> None:
    Handler.seen["/missing"] = 0
    one(fetcher, f"{server}/missing")
    assert Handler.seen["/missing"] == 1


def test_server_is_told_who_asks(server: str, fetcher: Fetcher) -> None:
    one(fetcher, f"{server}/ok")
    assert all(each.startswith("ppp-assistant/") for each in Handler.agents)


def test_no_urls_is_no_work(fetcher: Fetcher) -> None:
    assert fetcher.fetch([]) == []


def test_transport_can_be_replaced() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="<p>Hi.</p>"))
    result = one(Fetcher(Settings(), transport), "https://example.org/")
    assert isinstance(result, Fetched)
    assert result.format == "plain"  # httpx's mock says text/plain


def test_a_page_that_was_sent_before_is_not_sent_again(server: str, fetcher: Fetcher) -> None:
    url = f"{server}/tagged"
    first = one(fetcher, url)
    assert isinstance(first, Fetched)
    assert first.validators == Validators(etag='"v1"')
    assert fetcher.fetch([url], {url: first.validators}) == [NotModified(url)]
    assert isinstance(fetcher.fetch([url], {url: Validators(etag='"v0"')})[0], Fetched)


def test_the_date_of_a_body_is_kept_too(server: str, fetcher: Fetcher) -> None:
    result = one(fetcher, f"{server}/dated")
    assert isinstance(result, Fetched)
    date = "Mon, 02 Feb 2026 10:00:00 GMT"
    assert result.validators.headers == {"If-Modified-Since": date}


def test_a_busy_server_is_asked_once_more(server: str, fetcher: Fetcher) -> None:
    Handler.seen["/busy"] = 0
    assert isinstance(one(fetcher, f"{server}/busy"), Fetched)
    assert Handler.seen["/busy"] == 2


def test_a_permanent_redirect_is_told(server: str, fetcher: Fetcher) -> None:
    moved, stayed = fetcher.fetch([f"{server}/moved", f"{server}/ok"])
    assert isinstance(moved, Fetched) and isinstance(stayed, Fetched)
    assert (moved.moved_to, stayed.moved_to) == (f"{server}/ok", None)


def test_robots_txt_is_asked_for_once(server: str, fetcher: Fetcher) -> None:
    Handler.seen["/robots.txt"] = 0
    fetcher.fetch([f"{server}/ok", f"{server}/plain", f"{server}/private"])
    assert Handler.seen["/robots.txt"] == 1


def robots_answering(status: int, text: str = "") -> Fetcher:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(status, text=text)
        return httpx.Response(200, html="<p>Hi.</p>")

    return Fetcher(Settings(), httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("status", "text", "fetched"),
    [
        (404, "", True),
        (403, "", True),
        (500, "", False),
        (200, "<html>No rules here</html>", True),
        (200, "User-agent: other\nDisallow: /", True),
        (200, "User-agent: ppp-assistant\nDisallow: /", False),
        (200, "User-agent: *\nDisallow: /a/", False),
        (200, "User-agent: *\nDisallow: /\nUser-agent: ppp-assistant\nAllow: /", True),
    ],
)
def test_robots_txt_is_obeyed(status: int, text: str, fetched: bool) -> None:
    result = one(robots_answering(status, text), "https://example.org/a/b")
    assert isinstance(result, Fetched) == fetched, result


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["noindex, NoFollow"], {"noindex", "nofollow"}),
        (["none"], {"none"}),
        (["otherbot: noindex, nofollow"], set()),
        (["otherbot: noindex", "nofollow"], {"nofollow"}),
        (["PPP-Assistant: noindex"], {"noindex"}),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST, noindex"],
         {"unavailable_after: 25 jun 2030 15:00:00 pst", "noindex"}),
        ([], set()),
    ],
)  # fmt: skip
def test_words_for_robots_beside_a_page_are_those_meant_for_this_one(
    headers: list[str], words: set[str]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        said = [("X-Robots-Tag", each) for each in headers]
        return httpx.Response(200, headers=[("Content-Type", "text/html"), *said], text="<p>Hi.")

    result = one(Fetcher(Settings(), httpx.MockTransport(answer)), "https://example.org/")
    assert isinstance(result, Fetched)
    assert result.robots == words


@pytest.mark.parametrize(
    ("path", "kind", "body", "format"),
    [
        ("/a.pdf", "application/octet-stream", b"%PDF-1.7 ...", "pdf"),
        ("/a.PDF", "", b"\n%PDF-1.7 ...", "pdf"),
        ("/download", "binary/octet-stream", b"%PDF-1.7 ...", "pdf"),
        ("/a.docx", "application/octet-stream; charset=binary", b"PK\x03\x04 ...", "docx"),
        ("/a.docx", "application/zip", b"PK\x03\x04 ...", "docx"),
        ("/a.html", "application/octet-stream", b"<p>Hi.", "html"),
        ("/a", "application/octet-stream", b" <!DOCTYPE html><p>Hi.", "html"),
        ("/a", "", b"<p>Hi.", "html"),
        ("/a.md", "application/octet-stream", b"# Hi", "markdown"),
        ("/a.md", "", b"# Hi", "markdown"),
        ("/a.txt", "", "Größe".encode("utf-16"), "plain"),
    ],
)
def test_format_that_no_content_type_tells_is_told_by_address_and_first_bytes(
    path: str, kind: str, body: bytes, format: str
) -> None:
    result = one(answering(kind, body), f"https://example.org{path}?v=1")
    assert isinstance(result, Fetched), result
    assert (result.format, result.body) == (format, body)


@pytest.mark.parametrize(
    ("path", "kind", "body", "reason"),
    [
        ("/a.pdf", "application/octet-stream", b"<html>Log in",
         "content type application/octet-stream, and its first bytes are not those of pdf"),
        ("/a.docx", "", b"\xd0\xcf\x11\xe0", "no content type, and its first bytes are not those"),
        ("/a.md", "application/octet-stream", b"PK\x03\x04", "bytes are not those of markdown"),
        ("/a.html", "application/octet-stream", b"MZ\x00\x01", "first bytes are not those of html"),
        ("/a", "application/octet-stream", b"Words.",
         "neither its address nor its first bytes tell a known format"),
        ("/a.exe", "", b"MZ\x00\x01", "no content type; neither its address nor its first bytes"),
        ("/a.zip", "application/zip", b"PK\x03\x04", "type application/zip is not supported"),
    ],
)  # fmt: skip
def test_body_whose_format_nothing_tells_is_refused_with_the_reason(
    path: str, kind: str, body: bytes, reason: str
) -> None:
    result = one(answering(kind, body), f"https://example.org{path}")
    assert isinstance(result, SourceError)
    assert reason in str(result)


def answering(kind: str, body: bytes) -> Fetcher:
    headers = {"Content-Type": kind} if kind else {}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        return httpx.Response(200, headers=headers, content=body)

    return Fetcher(Settings(), httpx.MockTransport(answer))


def test_pages_of_one_host_are_as_far_apart_as_it_asks() -> None:
    fetcher = robots_answering(200, "User-agent: *\nCrawl-delay: 1")
    began = time.monotonic()
    results = fetcher.fetch([f"https://example.org/{n}" for n in range(2)])
    assert all(isinstance(each, Fetched) for each in results)
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("192.168.0.1", False), ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("::ffff:10.0.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
    ],
)  # fmt: skip
def test_addresses_of_the_internet_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) == public
