"""Which eval sets there are, and the pages that each is asked of."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from corpus.errors import SettingsError
from evals.adapters import bench_cases
from evals.cases import Case, load_cases
from ppp_settings import PACKAGED_SOURCES

BENCH = "bench:"


@dataclass(frozen=True)
class EvalSet:
    """Questions, and the pages they are asked of: a sources.toml, folder or file.

    Sets with the same `corpus` share a store.
    """

    name: str
    cases: tuple[Case, ...]
    pages: Path
    corpus: str


def set_names() -> list[str]:
    """Names of the packaged sets."""
    return sorted(path.stem for path in _folder().glob("*.jsonl"))


def load_set(name: str, data: Path | None = None) -> EvalSet:
    """A packaged set by its name, a .jsonl file, or "bench:NAME" below the folder `data`.

    The pages of a file are in the folder of its name beside it, else those that are shipped.
    Raises SettingsError for an unknown name.
    """
    if name.startswith(BENCH):
        return _bench_set(name, data)
    path = Path(name) if name.endswith(".jsonl") else _folder() / f"{name}.jsonl"
    if not path.is_file():
        known = ", ".join([*set_names(), f"{BENCH}NAME with --data DIR"])
        raise SettingsError(f"eval set {name!r}: not found; sets: {known}")
    own = path.with_suffix("")
    if own.is_dir():
        return EvalSet(path.stem, load_cases(path), own, path.stem)
    return EvalSet(path.stem, load_cases(path), PACKAGED_SOURCES, "shipped")


def _bench_set(name: str, data: Path | None) -> EvalSet:
    if data is None:
        raise SettingsError(f"eval set {name!r}: --data DIR must name the folder that holds it")
    folder = data / name.removeprefix(BENCH)
    return EvalSet(name, bench_cases(folder), folder / "pages", name.replace(":", "-"))


def _folder() -> Path:
    return Path(str(files("evals").joinpath("sets")))
