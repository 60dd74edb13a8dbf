"""What a store serves, for people and programs to look at."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.clock import days_between, utc_now
from corpus.errors import PageError
from corpus.failures import Failures
from corpus.models import Page
from corpus.snapshot import Snapshot
from corpus.store import Store

SHOWN_URLS = 5


def read_status(store: Store, llm: str | None = None, now: str | None = None) -> dict[str, Any]:
    """The served snapshot as JSON; raises NoSnapshotError when there is none.

    A page is "failing" when its last check failed; its last good version is served. `failing`
    holds the sources that failed and for which nothing is served. `now` is the time from
    which ages are counted, the present by default.
    """
    snapshot = store.open()
    failures = store.failures()
    at = now or utc_now()
    manifest = snapshot.manifest
    passages = Counter(each.url for each in snapshot.passages)
    return {
        "snapshot": snapshot.id,
        "created_at": manifest.created_at,
        "embedder": manifest.embedder,
        "llm": llm,
        "splitter": manifest.splitter,
        "store": str(store.root),
        "store_bytes": _size(store.root),
        "snapshot_bytes": _size(snapshot.folder),
        "passages": len(snapshot.passages),
        "sentences": sum(len(page.sentences) for page in snapshot.pages),
        "pages": [
            {**_page(page, snapshot, passages[page.url]), **_state(page, failures, at)}
            for page in snapshot.pages
        ],
        "failing": [
            {"url": url, "failing_since": each.since, "failing_reason": each.reason}
            for url, each in failures.items() if url not in snapshot.page_of
        ],
    }  # fmt: skip


def status_lines(status: dict[str, Any]) -> Iterator[str]:
    """A status as lines of text."""
    yield f"snapshot  {status['snapshot']}, created {status['created_at']}"
    yield f"store     {status['store']}, {status['store_bytes'] / 1e6:.1f} MB"
    yield f"models    {status['embedder']}; LLM: {status['llm'] or 'none, answers are quotes'}"
    yield (
        f"holds     {len(status['pages'])} pages, {status['passages']} passages, "
        f"{status['sentences']} sentences"
    )
    for page in status["pages"]:
        yield ""
        yield page["url"]
        yield f"    {page['title']}"
        yield f"    version {page['version']}"
        yield (
            f"    fetched {page['fetched_at'] or '–'}, checked {page['checked_at'] or '–'}, "
            f"current as of {page['current_as_of'] or '–'}"
        )
        if page["state"] == "failing":
            yield from _failing_lines(page)
    for source in status["failing"]:
        yield ""
        yield source["url"]
        yield from _failing_lines(source)


def _failing_lines(page: dict[str, Any]) -> Iterator[str]:
    days = page.get("check_age_days")
    age = "" if days is None else f", last good check {days} days ago"
    yield f"    FAILING since {page['failing_since']}{age}"
    yield f"    {page['failing_reason']}"


def served_text(snapshot: Snapshot, url: str) -> str:
    """Canonical text of a page of the snapshot; raises PageError for an unknown url."""
    return served_page(snapshot, url).text


def served_page(snapshot: Snapshot, url: str) -> Page:
    """A page of the snapshot, its url with or without a fragment; raises PageError."""
    pages = snapshot.page_of
    found = pages.get(url) or pages.get(url.partition("#")[0])
    if found is None:
        known = ", ".join(list(pages)[:SHOWN_URLS])
        more = f" and {len(pages) - SHOWN_URLS} more" if len(pages) > SHOWN_URLS else ""
        raise PageError(f"{url}: no such page; known: {known}{more}")
    return found


def _page(page: Page, snapshot: Snapshot, passages: int) -> dict[str, Any]:
    tags = snapshot.manifest.tags.get(page.url)
    return {
        "url": page.url,
        "title": page.title,
        "version": page.version,
        "fetched_at": page.fetched_at,
        "checked_at": page.checked_at,
        "current_as_of": page.current_as_of,
        "origin": snapshot.manifest.origins.get(page.url),
        "passages": passages,
        "sentences": len(page.sentences),
        **({"tags": list(tags)} if tags else {}),
    }


def _state(page: Page, failures: Failures, now: str) -> dict[str, Any]:
    failure = failures.get(page.url)
    return {
        "state": "failing" if failure else "ok",
        "failing_since": failure.since if failure else None,
        "failing_reason": failure.reason if failure else None,
        "check_age_days": days_between(page.checked_at, now) if page.checked_at else None,
    }


def _size(folder: Path) -> int:
    """Bytes of all files below a folder, those left out that an ingest removes meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(place, name).stat().st_size
    return total
