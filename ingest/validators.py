"""Validators of the web pages that are served, kept beside the snapshots: `http.json`.

Losing the file costs one whole download of each page, nothing else.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.snapshot import Snapshot
from corpus.store import write_atomically
from ingest.fetch import Validators
from ingest.gather import Gathered

FILE = "http.json"


def read_validators(root: Path, served: Snapshot | None) -> dict[str, Validators]:
    """Validators of the pages whose version is the one that came with them."""
    pages = served.page_of if served else {}
    found = _read(root)
    return {
        url: Validators(each["etag"], each["last_modified"])
        for url, each in found.items()
        if url in pages and pages[url].version == each["version"]
    }


def write_validators(root: Path, gathered: Gathered) -> None:
    """Keep the validators of what was fetched now, and those of pages that stay."""
    versions = {page.url: page.version for page in gathered.pages}
    kept = {url: each for url, each in _read(root).items() if url in versions}
    new = {
        url: {**asdict(each), "version": versions[url]}
        for url, each in gathered.validators.items()
        if each.headers
    }
    if kept or new:
        write_atomically(root / FILE, json.dumps({**kept, **new}, indent=1, sort_keys=True))


def _read(root: Path) -> dict[str, dict[str, Any]]:
    """What the file says; nothing where it is missing or broken."""
    try:
        value = json.loads((root / FILE).read_text("utf-8"))
        return {
            str(url): each for url, each in value.items()
            if {"etag", "last_modified", "version"} <= each.keys()
        }  # fmt: skip
    except (OSError, ValueError, AttributeError):
        return {}
