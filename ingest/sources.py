"""Where pages come from: sources.toml, and what the command line was given."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pydantic
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails

from corpus.errors import SourceError
from corpus.snapshot import About

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".text": "plain",
    ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One page to read: a file (with the folder its url is relative to) or a web address."""

    path: Path | None = None
    root: Path | None = None
    url: str | None = None
    title: str | None = None

    @property
    def label(self) -> str:
        """What a report calls the source."""
        return self.url or str(self.path)


class SourceEntry(BaseModel):
    """A [[source]] of sources.toml: `path` to a file or folder, or `url` of a page."""

    model_config = ConfigDict(extra="forbid")

    path: Path | None = None
    url: str | None = None
    title: str | None = None
    found: str = Field("", description="where this address comes from, for the reader")


class AboutEntry(BaseModel):
    """The [about] table of sources.toml: what the chat says of the corpus."""

    model_config = ConfigDict(extra="forbid")

    name: str = "Your pages"
    greeting: str = ""
    notice: str = ""
    examples: list[str] = []


class SourcesFile(BaseModel):
    """A whole sources.toml."""

    model_config = ConfigDict(extra="forbid")

    about: AboutEntry = AboutEntry()
    source: list[SourceEntry] = Field(min_length=1)


@dataclass(frozen=True)
class Sources:
    """All sources of one ingest, and what they say of themselves."""

    items: tuple[Source, ...]
    about: About = field(default_factory=About)


def collect(arguments: Sequence[str]) -> Sources:
    """Sources for command-line arguments: files, folders, web addresses, sources.toml files.

    Raises SourceError naming the argument that can't be used and why.
    """
    items: list[Source] = []
    about = About()
    for argument in arguments:
        if _is_web(argument):
            items.append(Source(url=argument))
        elif "://" in argument:
            raise SourceError(f"{argument}: is no http or https address")
        elif argument.endswith(".toml"):
            loaded = load_sources(Path(argument))
            items.extend(loaded.items)
            about = loaded.about
        else:
            items.extend(_from_path(Path(argument).expanduser()))
    return Sources(tuple(items), about)


def load_sources(path: Path) -> Sources:
    """Read a sources.toml; paths in it are relative to the file."""
    try:
        parsed = SourcesFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: can't be read: {error}") from error
    except pydantic.ValidationError as error:
        raise SourceError(f"{path}: {_explain(error)}") from error
    items = [each for entry in parsed.source for each in _from_entry(entry, path)]
    entry = parsed.about
    about = About(entry.name, entry.greeting, entry.notice, tuple(entry.examples))
    return Sources(tuple(items), about)


def _from_entry(entry: SourceEntry, file: Path) -> Iterator[Source]:
    if (entry.path is None) == (entry.url is None):
        found = entry.model_dump(mode="json", exclude_defaults=True)
        raise SourceError(f"{file}: a [[source]] needs either path or url, found {found}")
    if entry.url is not None:
        if not _is_web(entry.url):
            raise SourceError(f"{file}: url {entry.url!r} is no http or https address")
        yield Source(url=entry.url, title=entry.title)
    elif entry.path is not None:
        for each in _from_path(file.parent / entry.path.expanduser()):
            yield Source(each.path, each.root, each.url, entry.title)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # "http://[": half an IPv6 address
        return False


def _from_path(path: Path) -> list[Source]:
    if path.is_file():
        if path.suffix.lower() not in SUFFIXES:
            raise SourceError(f"{path}: format {path.suffix!r} is not supported; {_formats()}")
        return [Source(path=path, root=path.parent)]
    if not path.is_dir():
        raise SourceError(f"{path}: no such file or folder")
    files = [each for each in sorted(path.rglob("*")) if _is_page(each, path)]
    if not files:
        raise SourceError(f"{path}: no pages in this folder; {_formats()}")
    return [Source(path=each, root=path) for each in files]


def _is_page(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and path.suffix.lower() in SUFFIXES and path.is_file()


def _formats() -> str:
    return f"supported: {', '.join(SUFFIXES)}"


def _explain(error: pydantic.ValidationError) -> str:
    return "; ".join(_explain_one(each) for each in error.errors())


def _explain_one(error: ErrorDetails) -> str:
    place = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        tables: dict[str, type[BaseModel]] = {"source": SourceEntry, "about": AboutEntry}
        table = tables.get(place.split(".")[0], SourcesFile)
        keys = ", ".join(table.model_fields)
        return f"{place}: no such key, found {error['input']!r}; known keys: {keys}"
    if place == "source" and error["type"] == "missing":
        return "source: missing; give at least one [[source]] with a path or url"
    return f"{place}: {error['msg']}, found {error['input']!r}"
