"""What `ppp eval` does; the command line prints what comes back."""

import json
from collections.abc import Sequence

from corpus.embedder import MiniLM
from evals.cases import set_names
from evals.report import to_json, to_text
from evals.run import corpus_assistant, run_sets
from ppp_settings import Settings


def run(settings: Settings, sets: Sequence[str], as_json: bool) -> tuple[int, str]:
    """Exit code and text of an eval run; all packaged sets where none is named."""
    assistant = corpus_assistant(settings, MiniLM(settings.threads))
    results = run_sets(list(sets) or set_names(), assistant)
    if as_json:
        return 0, json.dumps(to_json(results), ensure_ascii=False, indent=1)
    return 0, to_text(results)
