"""Who is logged in to the maintainer's page: one password, sessions in memory, few attempts."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import PppError
from ui.ratelimit import RateLimit, TooManyError

ATTEMPTS = 5  # a minute, from one address
SESSION_SECONDS = 8 * 3600
MOST_SESSIONS = 50


class LoginError(PppError):
    """A password that is wrong, or one too many; `retry_after` is in seconds, 0: at once."""

    def __init__(self, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Session:
    """One maintainer in one browser.

    `token` is what the cookie holds, `form_key` what each form must bring: another site can
    send the cookie at most, it never learns the key. `ends` is a time of the clock.
    """

    token: str
    form_key: str
    ends: float

    def owns(self, form_key: str) -> bool:
        """Whether a form comes from a page that was shown in this session."""
        return secrets.compare_digest(form_key.encode(), self.form_key.encode())


class Logins:
    """The open sessions; none outlives the process. Above MOST_SESSIONS the oldest ends."""

    def __init__(
        self, password: str, attempts: int = ATTEMPTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`attempts` a minute for each address; `clock` gives seconds."""
        self._password = _digest(password)
        self._limit = RateLimit(attempts, clock=clock)
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def enter(self, password: str, caller: str) -> Session:
        """Begin a session; raises LoginError. A right password is an attempt too."""
        try:
            self._limit.take(caller)
        except TooManyError as error:
            raise LoginError(
                f"Too many attempts. Try again in {error.retry_after} seconds.", error.retry_after
            ) from error
        if not secrets.compare_digest(_digest(password), self._password):
            raise LoginError("That is not the password.")
        session = Session(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), self._clock() + SESSION_SECONDS
        )
        with self._lock:
            self._sessions[session.token] = session
            while len(self._sessions) > MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
        return session

    def session(self, token: str) -> Session | None:
        """The session with this token, if it has not ended."""
        with self._lock:
            found = self._sessions.get(token)
            if found is not None and found.ends <= self._clock():
                del self._sessions[token]
                return None
            return found

    def leave(self, token: str) -> None:
        """End a session: its cookie opens nothing any more."""
        with self._lock:
            self._sessions.pop(token, None)


def _digest(password: str) -> bytes:
    """Of one length, so that the time of a comparison tells nothing of the password's."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
