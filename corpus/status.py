"""What a store serves, for people and programs to look at."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import PageError
from corpus.models import Page
from corpus.snapshot import Snapshot
from corpus.store import Store

SHOWN_URLS = 5


def read_status(store: Store, llm: str | None = None) -> dict[str, Any]:
    """The served snapshot as JSON; raises NoSnapshotError when there is none."""
    snapshot = store.open()
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
        "pages": [_page(page, snapshot, passages[page.url]) for page in snapshot.pages],
    }


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
    }


def _size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
