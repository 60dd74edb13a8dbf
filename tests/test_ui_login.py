"""The maintainer's password: who gets in, how often one may try, and when a session ends."""

import pytest

from ui.login import ATTEMPTS, MOST_SESSIONS, SESSION_SECONDS, LoginError, Logins

PASSWORD = "correct hörse"


class Clock:
    """Seconds, as the test sets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logins(clock: Clock) -> Logins:
    return Logins(PASSWORD, clock=clock)


def test_the_password_opens_a_session_of_its_own(logins: Logins) -> None:
    first, second = (logins.enter(PASSWORD, "1.2.3.4") for _ in range(2))
    assert logins.session(first.token) == first
    assert first.token != second.token and first.form_key != second.form_key
    assert first.owns(first.form_key) and not first.owns(second.form_key) and not first.owns("")


@pytest.mark.parametrize("wrong", ["", "correct hors", f"{PASSWORD} ", "Correct hörse", "\udc80"])
def test_no_other_password_does(logins: Logins, wrong: str) -> None:
    with pytest.raises(LoginError, match="not the password"):
        logins.enter(wrong, "1.2.3.4")


def test_too_many_attempts_keep_out_the_right_password_too(logins: Logins, clock: Clock) -> None:
    for _ in range(ATTEMPTS):
        with pytest.raises(LoginError, match="not the password"):
            logins.enter("wrong", "1.2.3.4")
    with pytest.raises(LoginError, match=r"again in \d+ seconds") as caught:
        logins.enter(PASSWORD, "1.2.3.4")
    assert logins.enter(PASSWORD, "1.2.3.5")
    clock.now += caught.value.retry_after
    assert logins.enter(PASSWORD, "1.2.3.4")


def test_a_session_ends_with_its_time_and_by_leaving(logins: Logins, clock: Clock) -> None:
    left, stays = (logins.enter(PASSWORD, "1.2.3.4") for _ in range(2))
    logins.leave(left.token)
    logins.leave("unknown")
    assert logins.session(left.token) is None
    clock.now += SESSION_SECONDS - 1
    assert logins.session(stays.token) == stays
    clock.now += 1
    assert logins.session(stays.token) is None


def test_the_oldest_session_ends_when_there_are_too_many() -> None:
    logins = Logins(PASSWORD, attempts=10 * MOST_SESSIONS)
    opened = [logins.enter(PASSWORD, "1.2.3.4") for _ in range(MOST_SESSIONS + 1)]
    assert [logins.session(each.token) is None for each in opened].count(True) == 1
    assert logins.session(opened[0].token) is None
