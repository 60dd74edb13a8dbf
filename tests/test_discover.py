"""Crawls and sitemaps against a real server: what is found, left out, kept and removed."""

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import SourceError
from corpus.status import read_status
from ingest.fetch import Fetcher
from ingest.report import IngestReport, PageReport
from ingest.sources import Discovery, Source, Sources
from ppp_settings import Settings
from tests.fakes import Bench
from tests.site import Sent, Site, html, serve

XML = '<?xml version="1.0"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as found:
        yield found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, fetcher=Fetcher(Settings(fetch_timeout_seconds=5)))


def crawl(site: Site, name: str = "", **options: Any) -> Sources:  # noqa: ANN401
    return Sources((), discoveries=(Discovery("crawl", site.url(name), **options),))


def sitemap(site: Site, name: str = "sitemap.xml", **options: Any) -> Sources:  # noqa: ANN401
    return Sources((), discoveries=(Discovery("sitemap", site.url(name), **options),))


def urlset(*urls: str) -> Sent:
    places = "".join(f"<url><loc>{each}</loc><lastmod>2026</lastmod></url>" for each in urls)
    return Sent(XML.format("urlset", places).encode(), type="application/xml")


def index(*urls: str) -> Sent:
    places = "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in urls)
    return Sent(XML.format("sitemapindex", places).encode(), type="text/xml")


def paths(report: IngestReport, status: str = "") -> list[str]:
    """Paths of the reported pages, without the reports of the discovery itself."""
    return [
        each.url.partition("/")[2].partition("/")[2].partition("/")[2]
        for each in report.pages
        if not each.reason.startswith(("crawl: ", "sitemap: ")) and status in ("", each.status)
    ]


def told(report: IngestReport) -> PageReport:
    """What a report says of its discovery."""
    (found,) = (each for each in report.pages if each.reason.startswith(("crawl: ", "sitemap: ")))
    return found


def served(bench: Bench) -> list[str]:
    return [each.url.rpartition("/")[2] for each in bench.store.open().pages]


def age(bench: Bench, hours: float) -> None:
    """Make the last checks of all pages older."""
    then = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    bench.store.record_checks(dict.fromkeys(bench.store.checks(), then))


def test_links_in_a_circle_are_followed_once_and_no_deeper_than_asked(
    bench: Bench, site: Site
) -> None:
    site.put(index=html("/b", "a"), a=html("/", "/deep"), b=html("/a#part"), deep=html("/deeper"))
    report = bench.ingest(crawl(site))
    assert paths(report, "new") == ["", "a", "b"]
    assert site.asked_now() == ["/", "/a", "/b"]
    assert told(report) == PageReport(site.url(), "", "found", "crawl: 3 pages")
    assert report.pages[1].reason == f"found by crawl {site.url()}"
    assert bench.store.open().manifest.origins == {
        site.url(name): f"crawl {site.url()}" for name in ("", "a", "b")
    }
    site.put(deeper=html())
    assert paths(bench.ingest(crawl(site, depth=3)), "new") == ["deep", "deeper"]
    assert paths(bench.ingest(crawl(site, depth=0)), "unchanged") == [""]


def test_same_site_gives_the_same_snapshot_and_embeds_nothing_anew(
    bench: Bench, site: Site, tmp_path: Path
) -> None:
    site.put(index=html("/b", "/a", "/c"), a=html("/c"), b=html("/a"), c=html())
    first = bench.ingest(crawl(site, depth=2))
    second = bench.ingest(crawl(site, depth=2))
    assert (second.snapshot, second.embedded, second.published) == (first.snapshot, 0, False)
    assert set(each.status for each in second.pages[1:]) == {"unchanged"}


def test_robots_txt_is_obeyed_and_what_it_forbids_is_no_failure(bench: Bench, site: Site) -> None:
    site.pages["/robots.txt"] = Sent(
        b"User-agent: *\nDisallow: /private\nCrawl-delay: 1", type="text/plain"
    )
    site.put(index=html("/private/x", "/open"), open=html(), private=html())
    began = time.monotonic()
    report = bench.ingest(crawl(site))
    assert time.monotonic() - began >= 1  # between the two pages
    assert site.asked.count("/robots.txt") == 1
    assert site.asked_now() == ["/", "/open"]
    assert told(report).reason == "crawl: 2 pages; left out: 1 forbidden by robots.txt"
    assert report.failed == 0


def test_page_of_a_crawl_that_is_no_text_fails_alone(bench: Bench, site: Site) -> None:
    site.put(index=html("/a", "/b"), a=html("/c"), b=html(), c=html())
    bench.ingest(crawl(site, depth=2))
    site.put(a=Sent(b"\x00\xff\x17"), c=html(words="The new words of another day. " * 9))
    report = bench.ingest(crawl(site, depth=2))
    assert paths(report, "failed") == ["a"]
    assert paths(report, "changed") == ["c"]
    assert {page.url for page in bench.store.open().pages} == {
        site.url(each) for each in ("", "a", "b", "c")
    }


def test_crawl_whose_start_is_no_text_keeps_what_it_found(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html())
    bench.ingest(crawl(site))
    site.put(index=Sent(b"\x00\xff\x17"))
    report = bench.ingest(crawl(site))
    assert "is binary, not text" in report.pages[-1].reason
    assert len(bench.store.open().pages) == 2


def test_redirect_leads_into_no_part_that_robots_txt_closes(bench: Bench, site: Site) -> None:
    site.pages["/robots.txt"] = Sent(b"User-agent: *\nDisallow: /private", type="text/plain")
    site.put(index=html("/way"), way=Sent(status=302, headers={"Location": "/private"}))
    site.put(private=html())
    report = bench.ingest(crawl(site))
    assert paths(report) == [""]
    assert "1 forbidden by robots.txt" in told(report).reason


def test_another_host_is_never_asked(bench: Bench, site: Site) -> None:
    with serve() as other:
        other.put(index=html(), x=html())
        site.put(index=html(other.url("x"), "/away", "//e.org/", "mailto:a@e.org", "javascript:x"))
        site.put(away=Sent(status=302, headers={"Location": other.url("x")}))
        report = bench.ingest(crawl(site))
        assert paths(report, "new") == [""]
        assert told(report).reason == "crawl: 1 page; left out: 1 on another host"
        assert "/" not in other.asked_now()


def test_crawl_follows_links_to_the_hosts_that_it_names_and_back(bench: Bench, site: Site) -> None:
    with serve() as other, serve() as third:
        host = other.address.removeprefix("http://")
        site.put(index=html(other.url("x"), third.url("z"), "/away"), home=html(), shut=html())
        site.put(away=Sent(status=302, headers={"Location": other.url("y")}))
        other.put(x=html(site.url("home"), "/y", "/shut", third.url("z")), y=html(), shut=html())
        other.pages["/robots.txt"] = Sent(b"User-agent: *\nDisallow: /shut", type="text/plain")
        third.put(z=html())
        report = bench.ingest(crawl(site, depth=2, hosts=(host,)))
        assert {each.url for each in bench.store.open().pages} == {
            site.url(), site.url("home"), other.url("x"), other.url("y")
        }  # fmt: skip
        assert told(report).reason == "crawl: 4 pages; left out: 1 forbidden by robots.txt"
        assert third.asked == []
        assert other.asked.count("/robots.txt") == 1


def test_each_host_of_a_crawl_keeps_its_own_pace(bench: Bench, site: Site) -> None:
    with serve() as other:
        other.pages["/robots.txt"] = Sent(b"User-agent: *\nCrawl-delay: 1", type="text/plain")
        other.put(x=html(), y=html(), z=html())
        site.put(index=html(*(other.url(each) for each in "xyz")))
        began = time.monotonic()
        bench.ingest(crawl(site, hosts=(other.address.removeprefix("http://"),)))
        assert time.monotonic() - began >= 2
        assert len(bench.store.open().pages) == 4


def test_host_that_is_named_later_is_followed_to_from_unchanged_pages(
    bench: Bench, site: Site
) -> None:
    with serve() as other:
        other.put(x=html())
        site.put(index=Sent(html(other.url("x")).encode(), headers={"ETag": '"1"'}))
        bench.ingest(crawl(site))
        hosts = (other.address.removeprefix("http://"),)
        assert len(bench.ingest(crawl(site, hosts=hosts)).pages) == 3
        assert len(bench.ingest(crawl(site, hosts=hosts)).pages) == 3
        report = bench.ingest(crawl(site))
        assert paths(report, "removed") == ["x"]


def test_crawl_that_is_sent_to_another_host_at_once_fails_with_its_address(
    bench: Bench, site: Site
) -> None:
    bench.write("a.md", "Words.")
    with serve() as other:
        other.put(index=html())
        site.put(index=Sent(status=301, headers={"Location": other.url()}))
        sources = replace(bench.sources(), discoveries=crawl(site).discoveries)
        found = told(bench.ingest(sources))
    assert found.status == "failed"
    assert f"leads to {other.url()} on another host; name that address" in found.reason


NOINDEX = {"X-Robots-Tag": "noindex"}


@pytest.mark.parametrize("word", ["noindex", "none"])
def test_found_page_is_left_out_where_its_header_says_noindex(
    bench: Bench, site: Site, word: str
) -> None:
    headers = {"X-Robots-Tag": f"max-snippet:5, {word}"}
    site.put(index=html("/a", "/b.md"), a=Sent(html("/c").encode(), headers=headers), c=html())
    site.pages["/b.md"] = Sent(b"# Title", type="text/markdown", headers=headers)
    report = bench.ingest(crawl(site, depth=2))
    followed = [] if word == "none" else ["c"]
    assert paths(report, "new") == ["", *followed]
    assert told(report).reason.endswith("left out: 2 marked noindex")


def test_served_page_is_let_go_when_its_header_begins_to_say_noindex(
    bench: Bench, site: Site
) -> None:
    tag = {"ETag": '"1"'}
    site.put(index=html("/a"), a=Sent(html().encode(), headers=tag))
    bench.ingest(crawl(site))
    site.put(a=Sent(html().encode(), headers={**tag, **NOINDEX}))  # answered with 304
    report = bench.ingest(crawl(site))
    assert paths(report, "removed") == ["a"]
    assert told(report).reason == "crawl: 1 page; left out: 1 marked noindex"


def test_page_that_a_source_names_is_taken_in_spite_of_noindex_and_noted(
    bench: Bench, site: Site
) -> None:
    site.put(
        a=Sent(html().encode(), headers=NOINDEX), c=html(),
        b=html(head='<meta name="robots" content="none">'),
    )  # fmt: skip
    report = bench.ingest(Sources(tuple(Source(url=site.url(each)) for each in "abc")))
    noted = [each.reason for each in report.pages]
    assert paths(report, "new") == ["a", "b", "c"]
    assert noted == ["asks not to be indexed (noindex); taken, since a source names it"] * 2 + [""]


def test_noindex_nofollow_and_canonical_are_respected(bench: Bench, site: Site) -> None:
    site.put(
        index=html("/hub", "/shut", "/print", "/real", "/odd"),
        hub=html("/below", head='<meta name="Robots" content="NOINDEX">'),
        shut=html("/secret", head='<meta name="robots" content="nofollow">'),
        below=html(), secret=html(),
        print=html(head='<link rel="canonical" href="/real">'),
        real=html(head='<link rel="canonical" href="/real#top">'),
        odd=html(head='<link rel="canonical" href="/nowhere">'),
    )  # fmt: skip
    site.pages["/"] = str(site.pages["/"]).replace("<ul>", '<ul><a rel="nofollow" href="/secret">')
    report = bench.ingest(crawl(site, depth=2))
    assert paths(report, "new") == ["", "below", "odd", "real", "shut"]
    assert told(report).reason.endswith("left out: 1 marked noindex, 1 under another address")
    assert "/secret" not in site.asked_now()


def test_pages_that_call_each_other_canonical_are_taken_once(bench: Bench, site: Site) -> None:
    site.put(index=html("/b", "/c"), b=html(head='<link rel="canonical" href="/c">'))
    site.put(c=html(head='<link rel="canonical" href="/b">'))
    assert paths(bench.ingest(crawl(site))) == ["", "b"]


def test_canonical_page_that_can_not_be_had_takes_no_other_with_it(
    bench: Bench, site: Site
) -> None:
    site.put(index=html("/b", "/c"), b=html(head='<link rel="canonical" href="/c">'), c=500)
    assert paths(bench.ingest(crawl(site)), "new") == ["", "b"]
    site.put(c=html())
    assert paths(bench.ingest(crawl(site)), "removed") == ["b"]
    site.put(c=500)
    report = bench.ingest(crawl(site))
    assert (paths(report, "new"), paths(report, "failed")) == ([], ["c"])


def test_address_that_leads_to_a_page_of_the_site_is_that_page(bench: Bench, site: Site) -> None:
    site.put(index=html("/old", "/z"), z=html("/new"), new=html())
    site.put(old=Sent(status=301, headers={"Location": "/new"}))
    report = bench.ingest(crawl(site, depth=2))
    assert paths(report) == ["", "new", "z"]
    assert site.asked_now() == ["/", "/new", "/old", "/z"]


def test_page_limit_is_a_hard_one_and_is_told(bench: Bench, site: Site) -> None:
    site.put(index=html("/d", "/c", "/b", "/a"), a=html(), b=html(), c=html(), d=html())
    report = bench.ingest(crawl(site, max_pages=3))
    assert paths(report) == ["", "a", "b"]
    assert site.asked_now() == ["/", "/a", "/b"]
    assert "stopped at max_pages = 3, 2 addresses more known; raise it" in told(report).reason
    assert "stopped" not in told(bench.ingest(crawl(site, max_pages=5))).reason


def test_patterns_choose_what_is_asked_for_and_the_start_is_asked_all_the_same(
    bench: Bench, site: Site
) -> None:
    site.put(index=html("/docs", "/blog", "/docs/old"), docs=html(), blog=html())
    site.pages["/docs/old"] = html()
    patterns = {"include": (f"{site.url()}docs*",), "exclude": ("*/old",)}
    report = bench.ingest(crawl(site, **patterns))
    assert paths(report) == ["docs"]
    assert site.asked_now() == ["/", "/docs"]
    assert told(report).reason == "crawl: 1 page; left out: 1 not chosen"


def test_files_and_dead_links_are_no_failures(bench: Bench, site: Site) -> None:
    site.put(index=html("/a.zip", "/b.png", "/table", "/dead", "/broken"), broken=500)
    site.put(table=Sent(b"a,b", type="text/csv"))
    report = bench.ingest(crawl(site))
    assert site.asked_now() == ["/", "/broken", "/dead", "/table"]
    assert paths(report, "failed") == ["broken"]
    reason = told(report).reason
    assert reason.startswith("crawl: 1 page, 1 failed; left out: 1 of no known format; ")
    assert f"links that lead nowhere: {site.url('dead')}" in reason


def test_page_that_is_no_longer_linked_is_removed(bench: Bench, site: Site) -> None:
    site.put(index=html("/a", "/b"), a=html(), b=html())
    bench.ingest(crawl(site))
    site.put(index=html("/a"))
    report = bench.ingest(crawl(site))
    assert paths(report, "removed") == ["b"]
    assert served(bench) == ["", "a"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (503, "HTTP status 503"),
        (404, "HTTP status 404"),
        (html(title="Page not found", words="Try the search."), "says 'Page not found'"),
        (html(title="Soon back", words="One moment."), "is nearly empty: 5 words"),
    ],
)
def test_discovery_that_fails_the_second_time_keeps_its_pages_and_fails_once(
    bench: Bench, site: Site, broken: str | int, reason: str
) -> None:
    site.put(index=html("/a", "/b", words="Many words of the start. " * 40), a=html(), b=html())
    first = bench.ingest(crawl(site, title="The docs"))
    site.put(index=broken)
    report = bench.ingest(crawl(site, title="The docs"))
    (found,) = report.pages
    assert (found.url, found.title, found.status) == (site.url(), "The docs", "failed")
    assert reason in found.reason
    assert found.reason.endswith("; its 3 pages of before are served")
    assert (report.failed, report.snapshot) == (1, first.snapshot)
    assert served(bench) == ["", "a", "b"]


def test_first_discovery_that_fails_serves_nothing_and_stops_nobody(
    bench: Bench, site: Site
) -> None:
    bench.write("a.md", "Words.")
    sources = replace(bench.sources(), discoveries=crawl(site).discoveries)
    report = bench.ingest(sources)
    assert told(report).reason.endswith("HTTP status 404 Not Found; nothing served for it")
    assert paths(report, "new") == [""]


def test_page_between_that_fails_still_leads_where_it_led(bench: Bench, site: Site) -> None:
    site.put(index=html("/hub"), hub=html("/leaf"), leaf=html())
    bench.ingest(crawl(site, depth=2))
    site.put(hub=500)
    for full in (False, True):
        report = bench.ingest(crawl(site, depth=2), full=full)
        assert paths(report, "failed") == ["hub"]
        assert served(bench) == ["", "hub", "leaf"]


def test_page_that_is_gone_but_still_linked_fails_and_stays(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html())
    bench.ingest(crawl(site))
    del site.pages["/a"]
    report = bench.ingest(crawl(site))
    assert paths(report, "failed") == ["a"]
    assert served(bench) == ["", "a"]


def test_without_fetching_found_pages_stay_as_they_are(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html())
    first = bench.ingest(crawl(site))
    site.asked_now()
    bench.fetcher = None
    report = bench.ingest(crawl(site))
    assert (report.snapshot, report.pages) == (first.snapshot, ())
    assert bench.ingest(crawl(site, depth=0)).pages == ()
    assert site.asked_now() == []


def test_entry_that_is_taken_out_takes_its_pages_with_it(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html())
    bench.write("a.md", "Words.")
    bench.ingest(replace(bench.sources(), discoveries=crawl(site).discoveries))
    assert len(bench.ingest().pages) == 3
    assert served(bench) == ["file:a.md"]


def test_page_that_another_source_names_is_left_to_it(bench: Bench, site: Site) -> None:
    site.put(index=html("/a", "/b"), a=html(), b=html(), **{"sitemap.xml": urlset(site.url("b"))})
    bench.write("b.md", f"---\nurl: {site.url('b')}\n---\nThe copy at hand.")
    sources = Sources(
        (*bench.sources().items, Source(url=site.url("a"), title="Mine")),
        discoveries=(*crawl(site).discoveries, *sitemap(site).discoveries),
    )
    report = bench.ingest(sources)
    assert report.failed == 0
    snapshot = bench.store.open()
    assert [each.title for each in snapshot.pages] == ["b", "Mine", "Page with 2 links"]
    assert snapshot.manifest.origins[site.url("a")] == site.url("a")


def test_index_of_sitemaps_is_read_whole_also_where_it_is_packed(bench: Bench, site: Site) -> None:
    one, two = urlset(site.url("a"), site.url("b")), urlset(site.url("c"), site.url("b"))
    packed = Sent(gzip.compress(one.body) + gzip.compress(b""), type="application/gzip")
    sent = Sent(gzip.compress(two.body), type="text/xml", headers={"Content-Encoding": "gzip"})
    site.put(a=html("/hidden"), b=html(head='<meta name="robots" content="none">'), c=html())
    site.pages |= {
        "/sitemap.xml": index(site.url("1.xml.gz"), site.url("2.xml.gz"), site.url("sitemap.xml")),
        "/1.xml.gz": packed,
        "/2.xml.gz": sent,
    }
    report = bench.ingest(sitemap(site))
    assert paths(report, "new") == ["a", "c"]
    assert told(report).reason == "sitemap: 2 pages; left out: 1 marked noindex"
    asked = site.asked_now()
    assert "/hidden" not in asked
    assert asked.count("/sitemap.xml") == 1


def test_sitemap_is_narrowed_by_patterns_host_and_limit(bench: Bench, site: Site) -> None:
    urls = [site.url(f"docs/{n}") for n in range(4)]
    site.pages |= {f"/docs/{n}": html() for n in range(4)}
    site.put(
        **{
            "sitemap.xml": urlset(
                *urls, site.url("x"), site.url("docs/a.jpg"), "http://e.org/docs/"
            )
        }
    )
    report = bench.ingest(sitemap(site, include=("*/docs/*",), exclude=("*/0",), max_pages=2))
    assert paths(report) == ["docs/1", "docs/2"]
    assert "stopped at max_pages = 2, 1 address more known" in told(report).reason


@pytest.mark.parametrize(
    ("name", "sent", "reason"),
    [
        ("sitemap.xml", 500, "sitemap.xml: HTTP status 500"),
        ("sitemap.xml", html(title="Sorry"), "is no sitemap"),
        ("sitemap.xml", "<html></html>", "is no sitemap: its root element is <html>"),
        ("sitemap.xml", Sent(gzip.compress(b"x" * 999)[:-9]), "is no sitemap: Compressed file"),
        ("part.xml", 404, "part.xml: HTTP status 404"),
        ("part.xml", urlset("https://e.org/a"), "names only pages of other hosts (e.org)"),
        ("part.xml", urlset(), "found no page to serve"),
    ],
)
def test_sitemap_that_can_not_be_read_whole_keeps_its_pages(
    bench: Bench, site: Site, name: str, sent: str | int | Sent, reason: str
) -> None:
    site.put(a=html(), **{"part.xml": urlset(site.url("a"))})
    site.put(**{"sitemap.xml": index(site.url("part.xml"))})
    bench.ingest(sitemap(site))
    site.pages[f"/{name}"] = sent
    report = bench.ingest(sitemap(site))
    assert told(report).status == "failed"
    assert reason in told(report).reason
    assert report.failed == len(report.pages) == 1
    assert served(bench) == ["a"]


def test_sitemap_that_lists_nothing_that_is_wanted_fails_beside_other_sources_too(
    bench: Bench, site: Site
) -> None:
    bench.write("a.md", "Words.")
    site.put(a=html(), **{"sitemap.xml": urlset(site.url("a"))})
    bench.ingest(replace(bench.sources(), discoveries=sitemap(site).discoveries))
    for include in ((), ("*/docs/*",)):
        site.put(**{"sitemap.xml": urlset() if not include else urlset(site.url("a"))})
        discoveries = sitemap(site, include=include).discoveries
        report = bench.ingest(replace(bench.sources(), discoveries=discoveries))
        assert told(report).status == "failed"
        assert "found no page to serve" in told(report).reason
        assert served(bench) == ["file:a.md", "a"]


def test_sitemap_does_not_reach_into_the_machine(bench: Bench, site: Site) -> None:
    place = bench.write("secret", site.url("b"))
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{place.as_uri()}">]>'
    text = urlset("&e;", site.url("a")).body.decode().replace("?>", f"?>{entity}")
    site.put(a=html(), b=html(), **{"sitemap.xml": Sent(text.encode())})
    assert paths(bench.ingest(sitemap(site))) == ["a"]


def test_found_page_is_sent_again_only_when_it_changed(bench: Bench, site: Site) -> None:
    def tagged(text: str) -> Sent:
        return Sent(text.encode(), headers={"ETag": f'"{len(text)}"'})

    site.put(index=tagged(html("/a")), a=tagged(html("/b")), b=tagged(html()))
    first = bench.ingest(crawl(site, depth=2))
    second = bench.ingest(crawl(site, depth=2))
    assert second.snapshot == first.snapshot
    assert paths(second, "unchanged") == ["", "a", "b"]  # known links lead on
    site.put(a=tagged(html("/c", "/c")), c=html())
    third = bench.ingest(crawl(site, depth=2))
    assert (paths(third, "removed"), paths(third, "new")) == (["b"], ["c"])


def test_page_checked_lately_is_not_asked_for_before_its_time(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html(), b=html())
    day = Source(refresh=86_400)
    sources = Sources(
        (Source(url=site.url("b"), refresh=86_400),), discoveries=crawl(site, pages=day).discoveries
    )
    first = bench.ingest(sources)
    site.asked_now()
    age(bench, hours=5)
    checks = bench.store.checks()
    report = bench.ingest(sources)
    assert site.asked_now() == []
    assert (report.snapshot, paths(report, "unchanged")) == (first.snapshot, ["b", "", "a"])
    assert report.pages[0].reason == "checked 5 h ago"
    assert report.pages[2].reason == f"found by crawl {site.url()}; checked 5 h ago"
    assert bench.store.checks() == checks
    bench.ingest(sources, full=True)
    assert site.asked_now() == ["/", "/a", "/b"]
    age(bench, hours=25)
    assert not any("checked" in each.reason for each in bench.ingest(sources).pages)
    assert site.asked_now() == ["/", "/a", "/b"]


def test_new_page_of_a_sitemap_is_asked_for_while_the_others_rest(bench: Bench, site: Site) -> None:
    site.put(a=html(), b=html(), **{"sitemap.xml": urlset(site.url("a"))})
    sources = sitemap(site, pages=Source(refresh=86_400))
    bench.ingest(sources)
    site.put(**{"sitemap.xml": urlset(site.url("a"), site.url("b"))})
    site.asked_now()
    assert paths(bench.ingest(sources), "new") == ["b"]
    assert site.asked_now() == ["/b", "/sitemap.xml"]


def test_selector_narrows_a_page_and_a_new_one_reads_it_anew(bench: Bench, site: Site) -> None:
    text = "<h1>Top</h1><div id='x'><p>First words.</p></div><div id='y'><p>Other words.</p></div>"
    site.put(a=Sent(text.encode(), headers={"ETag": '"1"'}))

    def ingest(selector: str | None) -> str:
        source = Source(url=site.url("a"), selector=selector, refresh=86_400)
        bench.ingest(Sources((source,)))
        return bench.store.open().pages[0].text

    assert "Other" in ingest(None)
    assert ingest("//div[@id='x']") == "First words.\n"
    assert ingest("//div[@id='y']") == "Other words.\n"
    site.asked_now()
    assert ingest("//div[@id='y']") == "Other words.\n"
    assert site.asked_now() == []
    assert ingest("//main") == "Other words.\n"  # it fails, the last good version stays


def test_tags_are_kept_with_the_snapshot_and_change_its_id(bench: Bench, site: Site) -> None:
    site.put(index=html("/a"), a=html())
    plain = bench.ingest(crawl(site))
    assert '"tags"' not in (bench.store.open().folder / "manifest.json").read_text("utf-8")
    tagged = bench.ingest(crawl(site, pages=Source(tags=("law", "eu"))))
    assert tagged.snapshot != plain.snapshot
    assert tagged.embedded == 0
    assert bench.store.open().manifest.tags == dict.fromkeys(
        [site.url(), site.url("a")], ("law", "eu")
    )
    assert read_status(bench.store)["pages"][0]["tags"] == ["law", "eu"]
    assert bench.ingest(crawl(site)).snapshot == plain.snapshot


def test_page_that_says_it_is_not_there_is_a_failure(bench: Bench, site: Site) -> None:
    site.put(a=html(), b=html())
    sources = Sources((Source(url=site.url("a")), Source(url=site.url("b"))))
    bench.ingest(sources)
    site.put(a=html(title="Page not found | Agency", words="Use the search."))
    report = bench.ingest(sources)
    assert paths(report, "failed") == ["a"]
    assert report.pages[0].reason.startswith("its server sends a page that says 'Page not found'")
    assert report.pages[0].reason.endswith("its last good version is served")
    assert "partners" in bench.store.open().pages[0].text


def test_page_that_lost_nearly_all_words_fails_until_full_takes_it(
    bench: Bench, site: Site
) -> None:
    site.put(a=html(words="Many words are here. " * 50))
    sources = Sources((Source(url=site.url("a")),))
    bench.ingest(sources)
    site.put(a=html(words="Loading."))
    report = bench.ingest(sources)
    assert paths(report, "failed") == ["a"]
    assert "is nearly empty: 6 words, 205 before; `ppp ingest --full`" in report.pages[0].reason
    assert paths(bench.ingest(sources, full=True), "changed") == ["a"]
    assert "Loading" in bench.store.open().pages[0].text


def test_page_that_says_it_was_archived_is_served_with_a_note(bench: Bench, site: Site) -> None:
    site.put(a=html(words="This page has been archived and is kept for research. " * 9))
    (report,) = bench.ingest(Sources((Source(url=site.url("a")),))).pages
    assert report.status == "new"
    assert report.reason.startswith('says that it was archived: "This page has been archived')


def test_nothing_at_all_is_still_an_error(bench: Bench, site: Site) -> None:
    with pytest.raises(SourceError, match=r"no page could be read.*HTTP status 404"):
        bench.ingest(crawl(site))
