"""What earlier ingests learned of the pages that are served, kept beside the snapshots.

In `http.json`: of a file what it was read from, of a web page its validators, and where they
matter how it was read and where it leads. Losing the file costs one whole reading of each page.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.models import Page
from corpus.store import write_atomically
from ingest.fetched import NONE, Validators
from ingest.outline import Outline

FILE = "http.json"


@dataclass(frozen=True)
class Known:
    """Of one page: its validators, the selector and hosts it was read with, its outline where it
    was found by a crawl or sitemap, and when it was last seen unchanged.

    `file` is the `file_key` of a page that is a file; such a page has nothing else.
    """

    validators: Validators = NONE
    selector: str | None = None
    outline: Outline | None = None
    checked_at: str | None = None
    hosts: tuple[str, ...] = ()
    file: str | None = None


def read_known(
    root: Path, pages: Mapping[str, Page], checks: Mapping[str, str], *, anew: bool
) -> dict[str, Known]:
    """What is known of the pages whose version is the one that came with it.

    `anew`: only their outlines, since all of them are to be read again.
    """
    entries = _read(root)
    known = {}
    for url, page in pages.items():
        entry = entries.get(url, {})
        if entry and entry["version"] != page.version:
            entry = {}
        outline = _outline(entry.get("outline"))
        known[url] = Known(outline=outline) if anew else Known(
            Validators(entry.get("etag"), entry.get("last_modified")),
            entry.get("selector"), outline, checks.get(url), tuple(entry.get("hosts", ())),
            entry.get("file"),
        )  # fmt: skip
    return known


def write_known(root: Path, served: Mapping[str, Page], new: Mapping[str, Known]) -> None:
    """Keep what was learned now, and what is known of other pages that stay."""
    kept = {url: each for url, each in _read(root).items() if url in served and url not in new}
    learned = {
        url: _entry(each, served[url].version)
        for url, each in new.items()
        if each.validators.headers or each.selector or each.outline or each.file
    }
    if kept or learned:
        write_atomically(root / FILE, json.dumps({**kept, **learned}, indent=1, sort_keys=True))


def _entry(known: Known, version: str) -> dict[str, Any]:
    if known.file:
        return {"version": version, "file": known.file}
    entry = {**asdict(known.validators), "version": version}
    if known.selector:
        entry["selector"] = known.selector
    if known.hosts:
        entry["hosts"] = list(known.hosts)
    if known.outline:
        entry["outline"] = asdict(known.outline)
    return entry


def _outline(value: Any) -> Outline | None:  # noqa: ANN401 - JSON
    try:
        return Outline(**{**value, "links": tuple(map(str, value["links"]))})
    except (TypeError, LookupError):
        return None


def _read(root: Path) -> dict[str, dict[str, Any]]:
    """What the file says; nothing where it is missing or broken."""
    try:
        value = json.loads((root / FILE).read_text("utf-8"))
        return {
            str(url): each for url, each in value.items()
            if "version" in each
        }  # fmt: skip
    except (OSError, ValueError, AttributeError):
        return {}
