from pathlib import Path

from rich.console import Console

from evals.baseline import load
from evals.table import ABREAST, tables

BASELINE = Path(__file__).parent.parent / "evals" / "baseline.json"


def test_many_sets_are_shown_in_several_tables_of_like_width() -> None:
    summary = next(iter(load(BASELINE).values())).summary
    names = [f"set-{number}" for number in range(ABREAST + 1)]
    console = Console(width=200)
    with console.capture() as shown:
        console.print(tables(dict.fromkeys(names, summary)))
    lines = shown.get().splitlines()
    heads = [line.split() for line in lines if line.split()[1:2] and line.split()[-1] in names]
    assert heads == [names[:4], names[4:]]
