"""Traces: spans of a question and its parts, at a collector that listens on a real port."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.chain import Assistant
from assistant.library import Library
from assistant.trace import tracing
from corpus.errors import QuestionError, SettingsError
from corpus.store import Store
from ppp_settings import PROJECT, Settings, load_settings
from tests.fakes import Bench, HashEmbedder, harbour_bench

QUESTION = "How many berths are there?"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def assistant(bench: Bench, spans: InMemorySpanExporter) -> Assistant:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    own = Settings(store=bench.store.root, min_confidence=0.0)
    plain = Assistant(own, Library(Store(own.store)), HashEmbedder())
    return plain.watched(tracing(provider))


def test_a_question_is_a_span_with_its_parts_inside(
    assistant: Assistant, spans: InMemorySpanExporter
) -> None:
    answer = assistant.invoke(QUESTION)
    *parts, root = spans.get_finished_spans()
    assert root.name == "question" and root.parent is None
    assert {each.name for each in parts} == set(answer.timings_ms) - {"total"}
    for each in parts:
        assert each.parent and each.parent.span_id == root.context.span_id
        assert root.start_time <= each.start_time <= each.end_time <= root.end_time
    spent: dict[str, float] = {}
    for each in parts:
        spent[each.name] = spent.get(each.name, 0) + (each.end_time - each.start_time) / 1e6
    for name, milliseconds in spent.items():
        assert milliseconds == pytest.approx(answer.timings_ms[name], abs=0.02)


def test_a_trace_says_how_it_ended_but_not_what_was_asked(
    assistant: Assistant, spans: InMemorySpanExporter
) -> None:
    answer = assistant.invoke(QUESTION)
    *_, root = spans.get_finished_spans()
    assert root.attributes["ppp.snapshot"] == answer.snapshot
    assert root.attributes["ppp.citations"] == len(answer.citations)
    assert "berths" not in "".join(each.to_json() for each in spans.get_finished_spans())


def test_an_error_is_marked_with_its_kind_alone(
    assistant: Assistant, spans: InMemorySpanExporter
) -> None:
    with pytest.raises(QuestionError):
        assistant.invoke({"question": "Who?", "zebra": 1})
    (root,) = spans.get_finished_spans()
    assert not root.status.is_ok and root.attributes["error.type"] == "QuestionError"
    assert "zebra" not in root.to_json()


def test_each_question_is_a_trace_of_its_own(
    assistant: Assistant, spans: InMemorySpanExporter
) -> None:
    assistant.invoke(QUESTION)
    assistant.invoke(QUESTION)
    roots = [each for each in spans.get_finished_spans() if each.parent is None]
    assert len({each.context.trace_id for each in roots}) == 2


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Keeps the names of the spans that arrive."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def Export(self, request: Any, context: object) -> object:  # noqa: ANN401 - of gRPC
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.names += [span.name for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    found = Collector()
    server = grpc.server(ThreadPoolExecutor(2))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(found, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield found, f"http://127.0.0.1:{port}"
    server.stop(None)


ASK = """
import sys
from pathlib import Path
from assistant.build import assemble
from assistant.library import Library
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import HashEmbedder
settings = Settings(store=Path(sys.argv[1]), otel_endpoint=sys.argv[2] or None)
assemble(settings, Library(Store(settings.store)), HashEmbedder()).invoke("How many berths?")
print("assistant.trace" in sys.modules)
"""
WITHOUT_PACKAGE = 'import sys; sys.modules["opentelemetry.exporter.otlp.proto.grpc"] = None\n'


def ran(code: str, bench: Bench, endpoint: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(bench.store.root), endpoint]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.slow
def test_the_setting_sends_the_spans_to_the_collector_before_the_process_ends(
    bench: Bench, collector: tuple[Collector, str]
) -> None:
    found, endpoint = collector
    assert ran(ASK, bench, endpoint).returncode == 0
    assert {"question", "retrieve", "read"} <= set(found.names)


@pytest.mark.slow
def test_without_the_setting_nothing_of_it_is_loaded(bench: Bench) -> None:
    assert ran(ASK, bench, "").stdout.strip() == "False"


@pytest.mark.slow
def test_a_missing_package_is_named_with_its_extra(bench: Bench) -> None:
    got = ran(WITHOUT_PACKAGE + ASK, bench, "http://127.0.0.1:4317")
    assert got.returncode == 1
    assert "SettingsError" in got.stderr and "ppp-assistant[otel]" in got.stderr


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_collector_that_is_away_costs_no_answer(bench: Bench) -> None:
    assert ran(ASK, bench, "http://127.0.0.1:9").returncode == 0


def test_an_endpoint_without_a_scheme_is_refused() -> None:
    with pytest.raises(SettingsError, match="otel-endpoint"):
        load_settings(otel_endpoint="localhost:4317")
