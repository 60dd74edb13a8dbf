"""Files that are as they were are not read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.models import Page
from ingest.known import Known
from ingest.read import read_file
from ingest.sources import Source
from ingest.visit import Visitor

NOW = "2026-01-02T03:04:05Z"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "a.md"
    path.write_text("# A\n\nThe first page.\n", "utf-8")
    return Source(path=path, root=tmp_path)


def after(source: Source) -> tuple[Visitor, Page]:
    """A visitor who has the file's page marked, to tell it from one that is read."""
    first = Visitor({}, {}, NOW).read(source)
    marked = replace(first.page, current_as_of="1999-01-01")
    known = first.known or Known()
    return Visitor({marked.url: marked}, {marked.url: known}, NOW), marked


def test_a_file_with_the_bytes_that_were_read_keeps_its_page(source: Source) -> None:
    visitor, marked = after(source)
    assert visitor.read(source).page is marked


def test_a_file_with_other_bytes_is_read(source: Source, tmp_path: Path) -> None:
    visitor, _ = after(source)
    (tmp_path / "a.md").write_text("# A\n\nAnother page.\n", "utf-8")
    assert visitor.read(source).page == read_file(source)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"selector": "//main"}])
def test_a_file_that_is_read_in_another_way_is_read(source: Source, change: dict[str, str]) -> None:
    visitor, _ = after(source)
    otherwise = replace(source, **change)
    assert visitor.read(otherwise).page == read_file(otherwise)


def test_a_file_of_another_name_is_read_though_its_bytes_are_known(
    source: Source, tmp_path: Path
) -> None:
    visitor, _ = after(source)
    (tmp_path / "b.md").write_bytes((tmp_path / "a.md").read_bytes())
    assert visitor.read(Source(path=tmp_path / "b.md", root=tmp_path)).page.url == "file:b.md"
