"""Pages whose last check failed, since when and why: `failing.json`, beside the checks."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import StoreError

FILE = "failing.json"


@dataclass(frozen=True)
class Failure:
    """`since` is the first of the failed checks in a row, `reason` that of the last one."""

    since: str
    reason: str


Failures = dict[str, Failure]  # by url of the page; by its source where nothing is served for it


def read_failures(root: Path) -> Failures:
    """What a store at `root` says; raises StoreError where the file is broken."""
    path = root / FILE
    try:
        value = json.loads(path.read_text("utf-8"))
        return {str(url): Failure(each["since"], each["reason"]) for url, each in value.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise StoreError(f"{path}: {error!r}; remove it") from error


def failures_json(failures: Failures) -> str:
    """The contents of the file."""
    value = {url: asdict(each) for url, each in failures.items()}
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def after_checks(
    before: Failures, failed: Mapping[str, str], passed: Collection[str],
    known: Collection[str], now: str,
) -> Failures:  # fmt: skip
    """Failures after a run in which pages `failed` (reasons by url) and `passed`.

    A page that fails again keeps its date; one that was not checked stays as it was while
    it is `known`: served, or among the sources.
    """
    kept = {url: each for url, each in before.items() if url in known}
    for url, reason in failed.items():
        kept[url] = Failure(kept[url].since if url in kept else now, reason)
    return {url: each for url, each in kept.items() if url not in passed}
