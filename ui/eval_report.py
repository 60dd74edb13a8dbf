"""The newest eval report for the maintainer's page: read from the file that `ppp eval` wrote."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from corpus.errors import PppError

SHOWN = {  # figures as `ppp eval` names them, and what they say
    "right_and_cited": "right and cited",
    "right": "right",
    "refused": "refused where no answer is",
    "over_refused": "refused though there is one",
    "citation_recall": "of the gold quotes cited",
    "recall@5": "source among the first five",
    "lies_shown": "lies of a model shown",
    "faithfulness": "faithful",
}
MAKE = (
    "write one with `ppp eval --json > FILE.json` or `ppp eval --report FILE.html` and name the "
    "file or its folder with PPP_EVAL_REPORT"
)


class EvalReportError(PppError):
    """There is no report, or it is none that `ppp eval` wrote."""


class Figure(BaseModel):
    """A metric: `value` is None where no question was about it."""

    value: float | None
    interval: tuple[float, float] | None = None


class SetFigures(BaseModel):
    """One eval set; figures by tag, then by metric."""

    snapshot: str
    answerable: int
    unanswerable: int
    figures: dict[str, dict[str, Figure]]

    def shown(self) -> list[tuple[str, Figure]]:
        """The figures over all questions that have a value, in words."""
        overall = self.figures.get("all", {})
        found = [(words, overall.get(name)) for name, words in SHOWN.items()]
        return [(words, each) for words, each in found if each and each.value is not None]


class Gate(BaseModel):
    """What the gate found worse than the baseline."""

    failures: list[str]


class Results(BaseModel):
    """The JSON of `ppp eval --json`, as far as it is shown."""

    sets: dict[str, SetFigures]
    gate: Gate | None = None


@dataclass(frozen=True)
class EvalReport:
    """A report: its figures where it is JSON, and the page to read where there is one."""

    made: str
    results: Results | None
    page: Path | None


def read_report(place: Path | None) -> EvalReport:
    """The report that a setting names; raises EvalReportError where there is none.

    Of a folder the newest .json, and the newest .html; beside a .json file that of its name.
    """
    if place is None:
        raise EvalReportError(f"No report is named; {MAKE}.")
    figures, page = _folder(place) if place.is_dir() else _file(place)
    newest = figures or page
    if newest is None:
        raise EvalReportError(f"{place}: no report in it; {MAKE}.")
    try:
        made = datetime.fromtimestamp(newest.stat().st_mtime, UTC).isoformat(timespec="seconds")
        results = Results.model_validate_json(figures.read_bytes()) if figures else None
    except ValidationError as error:
        first = error.errors()[0]
        place_in_it = ".".join(map(str, first["loc"])) or "the file"
        raise EvalReportError(
            f"{figures}: is no output of `ppp eval --json` ({place_in_it}: {first['msg']}); {MAKE}."
        ) from error
    except OSError as error:
        raise EvalReportError(f"{newest}: {error.strerror}; {MAKE}.") from error
    return EvalReport(made, results, page)


def _file(path: Path) -> tuple[Path | None, Path | None]:
    if path.suffix.lower() in (".html", ".htm"):
        return None, path
    page = path.with_suffix(".html")
    return path, page if page.is_file() else None


def _folder(folder: Path) -> tuple[Path | None, Path | None]:
    return _newest(folder, ".json"), _newest(folder, ".html")


def _newest(folder: Path, suffix: str) -> Path | None:
    found = [each for each in folder.glob(f"*{suffix}") if each.is_file()]
    return max(found, key=lambda each: (each.stat().st_mtime, each.name), default=None)
