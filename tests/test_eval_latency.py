"""Times of a run: median and 95th percentile of each part, shown and never kept."""

from assistant.answer import Answer
from evals.latency import Latency, latencies
from tests.judged import answer


def timed(**parts: float) -> Answer:
    return answer("12").model_copy(update={"timings_ms": parts})


def test_a_part_is_counted_over_the_answers_that_did_it() -> None:
    some = [timed(embed=float(n), total=10.0 * n) for n in range(1, 101)]
    some.append(timed(total=1000.0, generate=500.0))
    assert latencies(some) == [
        Latency("embed", 50.5, 95.05, 100),
        Latency("total", 510.0, 960.0, 101),
        Latency("generate", 500.0, 500.0, 1),
    ]


def test_no_answers_have_no_times() -> None:
    assert latencies([]) == []
