"""The limit of questions: what it lets through, when again, and that it forgets callers."""

import threading
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.caller import has_key, network_of
from ui.ratelimit import RateLimit, TooManyError


@dataclass
class Clock:
    """Seconds that pass when told."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def allowed(limit: RateLimit, caller: str = "a", count: int = 1) -> bool:
    try:
        limit.take(caller, count)
    except TooManyError:
        return False
    return True


def test_so_many_at_once_then_one_at_a_time() -> None:
    clock = Clock()
    limit = RateLimit(3, clock=clock)
    assert [allowed(limit) for _ in range(4)] == [True, True, True, False]
    clock.now = 19.9
    assert not allowed(limit)
    clock.now = 20.1
    assert [allowed(limit) for _ in range(2)] == [True, False]


def test_the_wait_that_is_told_is_long_enough_and_no_longer() -> None:
    clock = Clock()
    limit = RateLimit(7, clock=clock)
    assert allowed(limit, count=7)
    with pytest.raises(TooManyError, match=r"7 questions a minute \(PPP_RATE_LIMIT\)") as caught:
        limit.take("a")
    clock.now = caught.value.retry_after - 1
    assert not allowed(limit)
    clock.now = caught.value.retry_after
    assert allowed(limit)


def test_callers_do_not_use_up_each_others_questions() -> None:
    limit = RateLimit(1, clock=Clock())
    assert allowed(limit, "a") and allowed(limit, "b") and not allowed(limit, "a")


def test_without_a_limit_nothing_is_counted() -> None:
    limit = RateLimit(None)
    assert all(allowed(limit) for _ in range(1_000)) and limit.remembered() == 0


def test_what_is_refused_costs_nothing() -> None:
    limit = RateLimit(2, clock=Clock())
    assert not allowed(limit, count=3)
    assert allowed(limit, count=2)


def test_a_caller_is_forgotten_after_a_minute() -> None:
    clock = Clock()
    limit = RateLimit(1, clock=clock)
    for number in range(100):
        limit.take(str(number))
    clock.now = 60
    limit.take("new")
    assert limit.remembered() == 1


def test_memory_is_bounded_however_many_call() -> None:
    limit = RateLimit(1, most=50, clock=Clock())
    for number in range(1_000):
        limit.take(str(number))
        assert limit.remembered() <= 50
    assert not allowed(limit, "999")


@given(
    rate=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 30), min_size=1, max_size=60),
)
def test_no_minute_sees_more_than_two_full_buckets(rate: int, pauses: list[float]) -> None:
    clock = Clock()
    limit = RateLimit(rate, clock=clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if allowed(limit):
            taken.append(clock.now)
    for start in taken:
        assert sum(start <= each < start + 60 for each in taken) <= 2 * rate


def test_threads_share_one_bucket() -> None:
    limit = RateLimit(100, clock=Clock())
    got: list[bool] = []
    threads = [
        threading.Thread(target=lambda: got.extend(allowed(limit) for _ in range(50)))
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(got), sum(got)) == (200, 100)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_caller_is_known_by_its_network(host: str, known: str) -> None:
    assert network_of(host) == known


@pytest.mark.parametrize(
    ("given_header", "passes"),
    [
        ("Bearer secret", True), ("bearer secret", True), ("secret", False), ("", False),
        ("Bearer secre", False), ("Basic secret", False), ("Bearer ünï", False),
    ],
)  # fmt: skip
def test_only_the_key_opens(given_header: str, passes: bool) -> None:
    assert has_key(given_header, "secret") is passes
    assert has_key(given_header, None)
