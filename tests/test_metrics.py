"""Counts and times of one app, as Prometheus reads them."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant.chain import Assistant
from assistant.library import Library
from corpus.errors import QuestionError
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, harbour_bench
from ui.metrics import Metrics, metrics_router

QUESTION = "How many berths are there?"

Samples = dict[tuple[str, str], float]


class App:
    """An assistant that is counted, and the page where the counts are read."""

    def __init__(self, bench: Bench, key: str | None = None, **settings: object) -> None:
        own = Settings(store=bench.store.root, **settings)  # type: ignore[arg-type]
        library = Library(Store(own.store))
        metrics = Metrics(library, now=lambda: "2100-01-01T00:00:00+00:00")
        self.assistant = Assistant(own, library, HashEmbedder()).watched(metrics)
        app = FastAPI()
        app.include_router(metrics_router(metrics, key))
        self.client = TestClient(app)

    def samples(self) -> Samples:
        """Value by name and label values."""
        got = self.client.get("/metrics")
        assert got.status_code == 200 and got.headers["content-type"].startswith("text/plain")
        return {
            (each.name, ",".join(each.labels.values())): each.value
            for family in text_string_to_metric_families(got.text)
            for each in family.samples
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


def test_an_answer_is_counted_with_its_mode_and_its_times(bench: Bench) -> None:
    app = App(bench, min_confidence=0.0)
    answer = app.assistant.invoke(QUESTION)
    list(app.assistant.stream(QUESTION))
    found = app.samples()
    assert found["ppp_questions_total", ""] == 2
    assert found["ppp_answers_total", "extractive"] == 2
    for part in answer.timings_ms:
        assert found["ppp_answer_seconds_count", part] == 2
    assert found["ppp_answer_seconds_sum", "total"] > answer.timings_ms["total"] / 1000


def test_refusals_are_counted_by_reason(bench: Bench) -> None:
    app = App(bench, min_confidence=1.0)
    app.assistant.invoke(QUESTION)
    app.assistant.invoke("?")
    found = app.samples()
    assert found["ppp_refusals_total", "not_in_sources"] == 1
    assert found["ppp_refusals_total", "unclear"] == 1
    assert not [name for name, _ in found if name == "ppp_answers_total"]


def test_errors_are_counted_by_kind_and_still_raised(bench: Bench, tmp_path: Path) -> None:
    app = App(bench)
    with pytest.raises(QuestionError):
        app.assistant.invoke(" ")
    found = app.samples()
    assert found["ppp_errors_total", "QuestionError"] == found["ppp_questions_total", ""] == 1


def test_the_served_snapshot_is_told_as_it_changes(bench: Bench) -> None:
    app = App(bench)
    snapshot = bench.store.open()
    found = app.samples()
    assert found["ppp_snapshot_info", snapshot.id] == 1
    assert (found["ppp_snapshot_pages", ""], found["ppp_snapshot_passages", ""]) == (1, 1)
    assert found["ppp_snapshot_age_seconds", ""] > 365 * 86_400
    bench.write("quay.md", "# Quay\n\nThe quay is long.\n")
    bench.ingest()
    assert app.samples()["ppp_snapshot_pages", ""] == 2


def test_without_a_snapshot_the_rest_is_told(tmp_path: Path) -> None:
    found = App(Bench(tmp_path)).samples()
    assert found["ppp_questions_total", ""] == 0
    assert not [name for name, _ in found if name.startswith("ppp_snapshot")]


def test_no_word_of_a_question_is_told(bench: Bench) -> None:
    app = App(bench, min_confidence=0.0)
    app.assistant.invoke({"question": "How many xylophones?", "id": "yacht"})
    with pytest.raises(QuestionError):
        app.assistant.invoke({"question": "Who?", "zebra": 1})
    text = app.client.get("/metrics").text
    assert not [word for word in ("xylophones", "yacht", "zebra", "berths") if word in text]


def test_the_key_is_asked_for_where_one_is_set(bench: Bench) -> None:
    client = App(bench, key="secret").client
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).is_success


def test_two_apps_over_one_assistant_count_for_themselves(bench: Bench) -> None:
    first, second = App(bench), App(bench)
    first.assistant.invoke(QUESTION)
    counts = [each.samples()["ppp_questions_total", ""] for each in (first, second)]
    assert counts == [1, 0]
    plain = Assistant(first.assistant.settings, first.assistant.library, HashEmbedder())
    one, two = (Metrics(plain.library) for _ in range(2))
    plain.watched(one).invoke(QUESTION)
    assert [each.registry.get_sample_value("ppp_questions_total") for each in (one, two)] == [1, 0]
