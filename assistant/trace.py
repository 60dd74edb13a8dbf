"""Traces of questions for OpenTelemetry: a span for each, one inside it for each part.

No word of a question or an answer is in them.
"""

from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.watch import Ended, Watcher
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SERVICE = "ppp-assistant"
EXPORT_SECONDS = 5  # a collector that is away must not keep a command from ending


def otlp_watcher(endpoint: str) -> Watcher:
    """Sends the spans to a collector that speaks OTLP over gRPC.

    Raises SettingsError where the packages for it are missing.
    """
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PPP_OTEL_ENDPOINT {endpoint}: the package {error.name} is missing; "
            "pip install 'ppp-assistant[otel]', or unset it"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return tracing(provider)


def tracing(provider: "TracerProvider") -> Watcher:
    """Gives the spans of each question that ends to this provider; none of it is global."""
    from opentelemetry.context import Context
    from opentelemetry.trace import Status, StatusCode, set_span_in_context

    tracer = provider.get_tracer(SERVICE)

    def watch(ended: Ended) -> None:
        root = tracer.start_span("question", Context(), start_time=ended.began)
        inside = set_span_in_context(root, Context())
        for part in ended.parts:
            tracer.start_span(part.name, inside, start_time=part.began).end(part.ended)
        if ended.answer is not None:
            root.set_attributes(_facts(ended.answer))
        if ended.error is not None:
            root.set_attribute("error.type", type(ended.error).__name__)
            root.set_status(Status(StatusCode.ERROR))
        root.end(ended.ended)

    return watch


def _facts(answer: Answer) -> dict[str, str | bool | float | int]:
    facts: dict[str, str | bool | float | int] = {
        "ppp.snapshot": answer.snapshot,
        "ppp.mode": answer.mode,
        "ppp.refused": answer.refused,
        "ppp.confidence": answer.confidence,
        "ppp.citations": len(answer.citations),
    }
    if answer.reason:
        facts["ppp.reason"] = answer.reason
    if answer.model:
        facts["ppp.model"] = answer.model
    return facts
