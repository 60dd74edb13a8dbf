"""What a sources.toml may say, checked key by key; errors name the entry, its line, the remedy."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import ErrorDetails

from corpus.errors import SourceError
from ingest.durations import parse_seconds
from ingest.urls import canonical_url, host_of, is_web

Kind = Literal["path", "url", "glob", "sitemap", "crawl"]
KINDS: tuple[Kind, ...] = ("path", "url", "glob", "sitemap", "crawl")
NEEDED = "a [[source]] needs either path or url, or else one of glob, sitemap, crawl"
ONLY_WITH: dict[str, tuple[Kind, ...]] = {
    "depth": ("crawl",),
    "hosts": ("crawl",),
    "max_pages": ("crawl", "sitemap"),
    "include": ("path", "glob", "crawl", "sitemap"),
    "exclude": ("path", "glob", "crawl", "sitemap"),
    "refresh": ("url", "crawl", "sitemap"),
}
ENTRY = re.compile(r"""\s*\[\[\s*["']?source["']?\s*\]\]""")
TABLE = re.compile(r"\s*\[")


def _address(value: object) -> object:
    if isinstance(value, str) and not is_web(value):
        raise ValueError("is no http or https address")
    return value


def _host(value: object) -> object:
    """A host, and its port where that is not the usual one, as addresses have it."""
    if not isinstance(value, str):
        return value
    scheme = "https" if value.endswith(":443") else "http"
    found = canonical_url(f"{scheme}://{value}") or ""
    if not found or found != f"{scheme}://{host_of(found)}/" or set(value) & set("/?#@*"):
        raise ValueError("is no host; write docs.example.org or localhost:8080, nothing around it")
    return host_of(found)


def _selector(value: object) -> object:
    """An XPath; one that does not say where to begin is looked for anywhere in the page."""
    if not isinstance(value, str):
        return value
    from lxml import etree, html

    path = value if value.startswith(("/", "(", ".//")) else f"//{value}"
    try:
        nodes = html.document_fromstring("<p>").xpath(path)
    except etree.XPathError as error:
        raise ValueError(
            f"is no XPath ({error}); write main, //div[@id='content'] or //*[@class='text']"
        ) from error
    if not isinstance(nodes, list):
        raise ValueError("finds no elements; write main or //div[@id='content']")
    return path


Address = Annotated[str, BeforeValidator(_address)]
Host = Annotated[str, BeforeValidator(_host)]
Word = Annotated[str, Field(min_length=1)]


class SourceEntry(BaseModel):
    """A [[source]] of sources.toml: where pages are, and what holds for all of them."""

    model_config = ConfigDict(extra="forbid")

    path: Path | None = None
    url: Address | None = None
    title: str | None = None
    found: str = Field("", description="where this address comes from, for the reader")
    glob: Word | None = Field(None, description="files by pattern, relative to sources.toml")
    sitemap: Address | None = Field(None, description="of a sitemap or an index of sitemaps")
    crawl: Address | None = Field(None, description="page whose links are followed")
    hosts: list[Host] = Field([], description="that a crawl may follow links to, beside its own")
    depth: int | None = Field(None, ge=0, le=10, description="links between crawl and a page")
    max_pages: int | None = Field(None, ge=1, le=10_000, description="pages asked for, at most")
    include: list[Word] = []
    exclude: list[Word] = []
    tags: list[Word] = []
    refresh: Annotated[float, BeforeValidator(parse_seconds)] | None = None
    selector: Annotated[str, BeforeValidator(_selector)] | None = None

    @property
    def kind(self) -> Kind:
        """The key that says where the pages are."""
        return next(each for each in KINDS if getattr(self, each) is not None)

    @pydantic.model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [each for each in KINDS if getattr(self, each) is not None]
        if len(given) != 1:
            raise ValueError(NEEDED)
        for name in self.model_fields_set & ONLY_WITH.keys():
            if given[0] not in ONLY_WITH[name]:
                raise ValueError(f"{name} is only for {', '.join(ONLY_WITH[name])}; remove it")
        if given[0] in ("crawl", "sitemap"):
            for pattern in (*self.include, *self.exclude):
                if not pattern.startswith(("http", "*")):
                    raise ValueError(
                        f"pattern {pattern!r} matches no web address; begin it with * or https://"
                    )
        return self


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

    @pydantic.model_validator(mode="after")
    def _named_once(self) -> Self:
        discoveries = [(e.kind, getattr(e, e.kind)) for e in self.source if e.crawl or e.sitemap]
        for kind, url in discoveries:
            if discoveries.count((kind, url)) > 1:
                raise ValueError(f"{kind} {url} is named twice; put both in one [[source]]")
        return self


def read_entries(path: Path) -> tuple[SourcesFile, str]:
    """A sources.toml and its text; raises SourceError that names each mistake and its place."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: can't be read: {error}") from error
    try:
        return SourcesFile.model_validate(values), text
    except pydantic.ValidationError as error:
        raise SourceError(f"{path}: {_explain(error, text)}") from error


def entry_place(text: str, index: int, key: str = "") -> str:
    """The number of a [[source]], and the line of the entry or of a key where it can be had."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if ENTRY.match(line)]
    if index >= len(starts):  # written as `source = [{…}]`
        return f"[[source]] {index + 1}"
    line = starts[index]
    for number in range(line + 1, len(lines) if key else 0):
        if TABLE.match(lines[number]):
            break
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", lines[number]):
            line = number
            break
    return f"[[source]] {index + 1}, line {line + 1}"


def _explain(error: pydantic.ValidationError, text: str) -> str:
    return "; ".join(_explain_one(each, text) for each in error.errors())


def _explain_one(error: ErrorDetails, text: str) -> str:
    loc = error["loc"]
    place = ".".join(map(str, loc))
    if place == "source" and error["type"] == "missing":
        return "source: missing; give at least one [[source]] with a path or url"
    if len(loc) > 1 and loc[0] == "source" and isinstance(loc[1], int):
        place += f" ({entry_place(text, loc[1], str(loc[2]) if len(loc) > 2 else '')})"
    if error["type"] == "extra_forbidden":
        tables: dict[str, type[BaseModel]] = {"source": SourceEntry, "about": AboutEntry}
        table = tables.get(str(loc[0]), SourcesFile) if len(loc) > 1 else SourcesFile
        keys = ", ".join(table.model_fields)
        return f"{place}: no such key, found {error['input']!r}; known keys: {keys}"
    message = error["msg"].removeprefix("Value error, ")
    return f"{place}: {message}, found {error['input']!r}" if place else message
