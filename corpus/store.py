"""The store: a folder of snapshots, a pointer to the served one, and all page versions.

current            folder name of the served snapshot; replaced in one atomic step
checks.json        when each page was last seen unchanged
failing.json       pages whose last check failed, since when and why
lock               held by the one ingest that writes
snapshots/<id>.<n> complete, immutable snapshots; n counts builds of the same contents
versions/<sha>.txt canonical texts of accepted page versions, and <sha>.json with spans
history.json       the versions of each page in the order in which they were served
feedback.sqlite3   what users said of answers; written by the chat, no part of a snapshot
usage.sqlite3      how many questions were asked, by day; written by the chat where it is watched
"""

import itertools
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.codec import dump, page_from_json, page_to_json
from corpus.errors import NoSnapshotError, PageError, StoreError
from corpus.failures import FILE as FAILING
from corpus.failures import Failures, failures_json, read_failures
from corpus.history import (
    History,
    history_from_json,
    history_to_json,
    newest,
    removed_text,
    with_pages,
    with_removed,
)
from corpus.models import Page
from corpus.snapshot import Snapshot

KEPT_SNAPSHOTS = 3
BUILDING = ".building-"


class Store:
    """Reads and publishes snapshots below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if root.exists() and not root.is_dir():
            raise StoreError(f"{root}: is a file; give a folder with --store or PPP_STORE")

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.root / "snapshots"

    def current_folder(self) -> Path | None:
        """Folder of the served snapshot; None when nothing was ever published."""
        try:
            name = (self.root / "current").read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.root}: pointer can't be read: {error}") from error
        return self.snapshots / name if name else None

    def open(self) -> Snapshot:
        """Open the served snapshot; raises NoSnapshotError when there is none."""
        folder = self.current_folder()
        if folder is None:
            raise NoSnapshotError(f"{self.root}: no snapshot to serve; run `ppp ingest` first")
        return Snapshot.open(folder, self.checks())

    def publish(self, folder: Path) -> None:
        """Serve the snapshot in `folder` from now on: one atomic replacement of the pointer."""
        write_atomically(self.root / "current", f"{folder.name}\n")

    def checks(self) -> dict[str, str]:
        """When each page was last seen unchanged, by url."""
        try:
            found = json.loads((self.root / "checks.json").read_text("utf-8"))
            checks: dict[str, str] = dict(found)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError) as error:
            raise StoreError(f"{self.root / 'checks.json'}: {error}; remove it") from error
        return checks

    def record_checks(self, checks: dict[str, str]) -> None:
        """Keep when pages were last seen unchanged."""
        write_atomically(self.root / "checks.json", json.dumps(checks, indent=1, sort_keys=True))

    def failures(self) -> Failures:
        """Pages whose last check failed."""
        return read_failures(self.root)

    def record_failures(self, failures: Failures) -> None:
        """Keep which pages failed."""
        write_atomically(self.root / FAILING, failures_json(failures))

    def keep_version(self, page: Page) -> None:
        """Keep a page version for good: its canonical text, and its sections and sentences."""
        folder = self.root / "versions"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("txt", page.text), ("json", dump(page_to_json(page)))):
            path = folder / f"{page.version}.{name}"
            if not path.exists():
                write_atomically(path, text)

    def version_page(self, version: str) -> Page:
        """A kept version with its spans; raises PageError where it was kept without them."""
        path = self.root / "versions" / f"{version}.json"
        try:
            return page_from_json(json.loads(path.read_text("utf-8")))
        except FileNotFoundError as error:
            self._refuse_removed(version)
            raise PageError(f"version {version}: only its text was kept (`ppp page`)") from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise StoreError(f"{path}: can't be read: {error}") from error

    def history(self) -> History:
        """The versions of each page, oldest first; of the served snapshot where none are kept.

        Raises NoSnapshotError when nothing was ever served.
        """
        found = self._recorded()
        if found:
            return found
        snapshot = self.open()
        return with_pages({}, snapshot.pages, snapshot.manifest.created_at)

    def _recorded(self) -> History:
        """What history.json says; nothing where there is none."""
        path = self.root / "history.json"
        try:
            return history_from_json(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise StoreError(f"{path}: {error}; remove it") from error

    def record_versions(self, before: Snapshot | None, pages: Sequence[Page], now: str) -> None:
        """Add the pages that are about to be served to the history, after those before them."""
        known = self._recorded()
        if before is not None:
            known = with_pages(known, before.pages, before.manifest.created_at)
        self._write_history(with_pages(known, pages, now))

    def _write_history(self, history: History) -> None:
        text = json.dumps(history_to_json(history), ensure_ascii=False)
        write_atomically(self.root / "history.json", text)

    def version_text(self, version: str) -> str:
        """Canonical text of a version, named by its SHA-256 or a unique beginning of it."""
        pattern = f"{version}*.txt" if version.isalnum() else ""
        found = list((self.root / "versions").glob(pattern)) if pattern else []
        if not found:
            self._refuse_removed(version)
        if len(found) != 1:
            raise PageError(f"version {version!r}: {len(found)} kept versions match (`ppp status`)")
        with found[0].open(encoding="utf-8", newline="") as file:
            return file.read()

    def _refuse_removed(self, version: str) -> None:
        """Raise PageError where this beginning is that of one version, without its text."""
        found = {
            each.version: removed_text(url, each)
            for url, versions in self._recorded().items() for each in versions
            if each.text_removed_at and version and each.version.startswith(version.lower())
        }  # fmt: skip
        if len(found) == 1:
            raise next(iter(found.values()))

    def retire_versions(self, used: Collection[str], keep: int | None, now: str) -> None:
        """Remove the texts of versions that are neither `used` nor among the `keep` newest
        of their page; None keeps all. The history keeps the versions and says so.
        """
        history = self._recorded()
        known = {each.version for versions in history.values() for each in versions}
        old = known - newest(history, keep) - set(used) if keep is not None else set()
        folder = self.root / "versions"
        gone = old | {each for each in known if not (folder / f"{each}.txt").exists()}
        marked = with_removed(history, gone, now)
        if marked != history:
            self._write_history(marked)
        for version in old:
            for ending in ("txt", "json"):
                (folder / f"{version}.{ending}").unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store's one writer lock; freed by the system if its holder dies.

        Raises StoreError when another holds it, or when the store can't be written.
        """
        from filelock import FileLock, Timeout

        try:
            self.snapshots.mkdir(parents=True, exist_ok=True)
            with FileLock(self.root / "lock", timeout=0):
                yield
        except Timeout as error:
            raise StoreError(f"{self.root}: another ingest is writing; try again later") from error
        except OSError as error:
            raise StoreError(f"{self.root}: can't be written: {error}") from error

    def begin(self, snapshot_id: str) -> Path:
        """An empty folder in which to build; leftovers of killed builds are removed."""
        for leftover in self.snapshots.glob(f"{BUILDING}*"):
            shutil.rmtree(leftover)
        folder = self.snapshots / f"{BUILDING}{snapshot_id}"
        folder.mkdir()
        return folder

    def finish(self, folder: Path) -> Path:
        """Give a complete build its final name, one that no reader knows; returns its folder."""
        snapshot_id = folder.name.removeprefix(BUILDING)
        numbers = itertools.count(1)
        final = next(
            path for n in numbers if not (path := self.snapshots / f"{snapshot_id}.{n}").exists()
        )
        return folder.rename(final)

    def rollback(self, named: str | None, now: str) -> Snapshot:
        """Serve an earlier snapshot again: the one before the served one, or the one named.

        `named` is the beginning of a snapshot's id. Raises StoreError where there is none,
        or where it can't be read; then what was served stays served.
        """
        with self.writing():
            served = self.current_folder()
            if served is None:
                raise NoSnapshotError(f"{self.root}: no snapshot to serve; run `ppp ingest` first")
            folder = self._named(named) if named else self._before(served)
            snapshot = Snapshot.open(folder, self.checks())
            history = with_pages(self.history(), snapshot.pages, now)
            for page in snapshot.pages:
                self.keep_version(page)
            self._write_history(history)
            self.retire_versions((), None, now)
            self.publish(folder)
            return snapshot

    def _kept(self) -> list[Path]:
        """Folders of complete snapshots, newest first."""
        if not self.snapshots.is_dir():
            return []
        folders = [each for each in self.snapshots.iterdir() if not each.name.startswith(".")]
        return sorted(folders, key=lambda each: each.stat().st_mtime, reverse=True)

    def _named(self, name: str) -> Path:
        found = [each for each in self._kept() if each.name.startswith(name)]
        if not found:
            known = ", ".join(each.name.partition(".")[0] for each in self._kept())
            raise StoreError(f"snapshot {name!r}: not kept; there are {known}")
        return found[0]

    def _before(self, served: Path) -> Path:
        kept = self._kept()
        older = kept[kept.index(served) + 1 :] if served in kept else []
        if not older:
            raise StoreError(f"{self.root}: no snapshot before {served.name} is kept")
        return older[0]

    def prune(self) -> None:
        """Remove all but the newest snapshots; the served one always stays."""
        served = self.current_folder()
        for old in self._kept()[KEPT_SNAPSHOTS:]:
            if old != served:
                shutil.rmtree(old, ignore_errors=True)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that readers see the old text or the new one, also after a crash."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
