"""Where a quote stands now: whether its page is still served as it was, and it in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.errors import PageError
from corpus.history import PageVersion, find_version
from corpus.impact import Cited, Effect, Fate, impact
from corpus.snapshot import Snapshot
from corpus.store import Store

PageState = Literal["same", "changed", "gone"]


@dataclass(frozen=True)
class Standing:
    """What became of the page of a quote, and of the quote itself.

    `since` is the date of the quoted version: when it was fetched, else when it was taken up;
    None where that is not known. `now` is what a quote of one sentence reads by now, where it
    was changed. `served` names the version that is served; None where the page is gone.
    `comparable`: the texts of both versions are kept.
    """

    page: PageState
    fate: Fate = "unchanged"
    title: str = ""
    since: str | None = None
    now: str | None = None
    served: str | None = None
    comparable: bool = False


def standings(store: Store, snapshot: Snapshot, cited: Sequence[Cited]) -> list[Standing]:
    """The standing of each quote in the served snapshot; no vector is read.

    Quotes of versions that are served are not looked at any further.
    """
    old = [each for each in dict.fromkeys(cited) if not _is_served(each, snapshot)]
    found = {each: _lost(each) for each in old}
    if old:
        history = store.history()
        for effect in impact(store, old, served=snapshot).effects:
            versions = history.get(effect.cited.url, ())
            found[effect.cited] = _standing(effect, snapshot, versions)
    return [found.get(each, Standing("same", served=each.version)) for each in cited]


def _is_served(cited: Cited, snapshot: Snapshot) -> bool:
    page = snapshot.page_of.get(cited.url)
    return page is not None and page.version == cited.version


def _lost(cited: Cited) -> Standing:
    """The standing of a quote of a page that this store never served."""
    return Standing("gone", "vanished", title=cited.url)


def _standing(effect: Effect, snapshot: Snapshot, versions: Sequence[PageVersion]) -> Standing:
    page = snapshot.page_of.get(effect.cited.url)
    was = _version(effect.cited, versions)
    since = (was.fetched_at or was.accepted_at) if was else None
    title = page.title if page else was.title if was else effect.cited.url
    if page is None:
        return Standing("gone", "vanished", title, since)
    changed = [each.now for each in effect.parts if each.fate == "changed" and each.now]
    return Standing(
        "changed", effect.fate, title, since,
        now=changed[0].text if len(effect.parts) == 1 and changed else None,
        served=page.version, comparable=effect.version is not None,
    )  # fmt: skip


def _version(cited: Cited, versions: Sequence[PageVersion]) -> PageVersion | None:
    try:
        return find_version(cited.url, versions, cited.version or "")
    except PageError:
        return None
