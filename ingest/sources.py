"""Where pages come from: sources.toml, and what the command line was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from corpus.errors import SourceError
from corpus.snapshot import About
from ingest.entries import SourceEntry, entry_place, read_entries
from ingest.urls import canonical_url, chosen, host_of, is_web

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".text": "plain",
    ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
DEPTH = 1  # of a crawl that names none
MAX_PAGES = {"crawl": 50, "sitemap": 1_000}
WILD = frozenset("*?[")


@dataclass(frozen=True)
class Source:
    """One page to read: a file (with the folder its url is relative to) or a web address.

    `refresh` is in seconds: a page that was checked less than that ago is not asked for.
    `selector` is an XPath of the main content, for HTML. `hosts` are all that its links may lead
    to, none: the page's own. `via` is the label of the discovery
    that found the page.
    """

    path: Path | None = None
    root: Path | None = None
    url: str | None = None
    title: str | None = None
    tags: tuple[str, ...] = ()
    refresh: float | None = None
    selector: str | None = None
    hosts: tuple[str, ...] = ()
    via: str | None = None

    @property
    def label(self) -> str:
        """What a report calls the source."""
        return self.url or str(self.path)


@dataclass(frozen=True)
class Discovery:
    """An address from which pages are found: a sitemap, or a page whose links are followed.

    Patterns match whole addresses. `hosts` may be followed to beside the start's own. `pages`
    holds what the sources of its pages share; `title` names the discovery in reports, pages that
    are found have titles of their own.
    """

    kind: Literal["crawl", "sitemap"]
    url: str
    depth: int = DEPTH
    max_pages: int = MAX_PAGES["crawl"]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    title: str = ""
    pages: Source = field(default_factory=Source)
    hosts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a report calls the discovery; the origin of its pages in a manifest."""
        return f"{self.kind} {self.url}"

    def source(self, url: str) -> Source:
        """The source of a page that it finds."""
        start = host_of(canonical_url(self.url) or self.url)
        hosts = tuple(sorted({start, *self.hosts})) if self.hosts else ()
        return replace(self.pages, url=url, via=self.label, hosts=hosts)

    @property
    def named(self) -> list[str]:
        """Addresses of its hosts; they may be private ones, since a source names them."""
        return [self.url, *(f"http://{each}/" for each in self.hosts)]


@dataclass(frozen=True)
class Sources:
    """All sources of one ingest, and what they say of themselves."""

    items: tuple[Source, ...]
    about: About = field(default_factory=About)
    discoveries: tuple[Discovery, ...] = ()

    @property
    def web(self) -> list[str]:
        """Labels of what has to be fetched."""
        pages = [each.label for each in self.items if each.path is None]
        return pages + [each.label for each in self.discoveries]


def collect(arguments: Sequence[str]) -> Sources:
    """Sources for command-line arguments: files, folders, web addresses, sources.toml files.

    Raises SourceError naming the argument that can't be used and why.
    """
    items: list[Source] = []
    discoveries: list[Discovery] = []
    about = About()
    for argument in arguments:
        if is_web(argument):
            items.append(Source(url=argument))
        elif "://" in argument:
            raise SourceError(f"{argument}: is no http or https address")
        elif argument.endswith(".toml"):
            loaded = load_sources(Path(argument))
            items.extend(loaded.items)
            discoveries.extend(loaded.discoveries)
            about = loaded.about
        else:
            items.extend(_from_path(Path(argument).expanduser()))
    return Sources(tuple(items), about, tuple(discoveries))


def load_sources(path: Path) -> Sources:
    """Read a sources.toml; paths in it are relative to the file."""
    parsed, text = read_entries(path)
    items: list[Source] = []
    discoveries: list[Discovery] = []
    for index, entry in enumerate(parsed.source):
        try:
            items.extend(_pages(entry, path.parent))
        except SourceError as error:
            raise SourceError(f"{path}: {entry_place(text, index)}: {error}") from error
        discoveries.extend(_discoveries(entry))
    said = parsed.about
    about = About(said.name, said.greeting, said.notice, tuple(said.examples))
    return Sources(tuple(items), about, tuple(discoveries))


def _pages(entry: SourceEntry, folder: Path) -> Iterator[Source]:
    """The pages that an entry names by itself."""
    shared = _shared(entry)
    if entry.url is not None:
        yield replace(shared, url=entry.url, title=entry.title)
        return
    found: list[Source] = []
    if entry.path is not None:
        found = _from_path(folder / entry.path.expanduser(), entry.include, entry.exclude)
    elif entry.glob is not None:
        found = _from_glob(folder, entry.glob, entry.include, entry.exclude)
    for each in found:
        yield replace(shared, path=each.path, root=each.root, title=entry.title)


def _discoveries(entry: SourceEntry) -> Iterator[Discovery]:
    if entry.kind not in ("crawl", "sitemap"):
        return
    kind: Literal["crawl", "sitemap"] = "crawl" if entry.crawl else "sitemap"
    yield Discovery(
        kind=kind,
        url=entry.crawl or entry.sitemap or "",
        depth=DEPTH if entry.depth is None else entry.depth,
        max_pages=entry.max_pages or MAX_PAGES[kind],
        include=tuple(entry.include),
        exclude=tuple(entry.exclude),
        title=entry.title or "",
        hosts=tuple(entry.hosts),
        pages=_shared(entry),
    )


def _shared(entry: SourceEntry) -> Source:
    return Source(
        tags=tuple(dict.fromkeys(entry.tags)), refresh=entry.refresh, selector=entry.selector
    )


def _from_path(
    path: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[Source]:
    if path.is_file():
        if path.suffix.lower() not in SUFFIXES:
            raise SourceError(f"{path}: format {path.suffix!r} is not supported; {_formats()}")
        if include or exclude:
            raise SourceError(f"{path}: is one file, so include and exclude mean nothing")
        return [Source(path=path, root=path.parent)]
    if not path.is_dir():
        raise SourceError(f"{path}: no such file or folder")
    return _below(path, "**/*", str(path), include, exclude)


def _from_glob(
    folder: Path, pattern: str, include: Sequence[str], exclude: Sequence[str]
) -> list[Source]:
    """Files that match; their urls are relative to the folder before the first wildcard."""
    parts = Path(pattern).expanduser().parts
    fixed = next((n for n, part in enumerate(parts) if WILD & set(part)), len(parts) - 1)
    root = folder.joinpath(*parts[:fixed])
    try:
        return _below(root, "/".join(parts[fixed:]), f"glob {pattern!r}", include, exclude)
    except ValueError as error:  # "a**b" is no pattern
        raise SourceError(f"glob {pattern!r}: {error}") from error


def _below(
    root: Path, pattern: str, label: str, include: Sequence[str], exclude: Sequence[str]
) -> list[Source]:
    files = [
        each for each in sorted(root.glob(pattern))
        if _is_page(each, root) and chosen(each.relative_to(root).as_posix(), include, exclude)
    ]  # fmt: skip
    if not files:
        narrowed = " that include and exclude leave" if include or exclude else ""
        raise SourceError(f"{label}: no pages in this folder{narrowed}; {_formats()}")
    return [Source(path=each, root=root) for each in files]


def _is_page(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and path.suffix.lower() in SUFFIXES and path.is_file()


def _formats() -> str:
    return f"supported: {', '.join(SUFFIXES)}"
