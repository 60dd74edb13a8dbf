"""The whole chain with a model that lies, fails or tells the truth: what is shown holds."""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product

import pytest

from assistant.answer import Answer
from assistant.build import build_assistant
from assistant.chain import Assistant
from assistant.generate import LangChainGenerator
from assistant.library import Library
from corpus.embedder import Embedder, Progress, Vectors
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import PROJECT, Settings
from tests.httpserver import LocalServer, QuietHandler, running
from tests.lying_model import (
    GRANTS_PAGE,
    HOSTILE_PAGE,
    LIES,
    QUESTIONS,
    Numbered,
    Script,
    ScriptedModel,
    marked,
    marking_lies,
)

MARKING = ("no_citation", "unknown_citation", "wrong_citation", "outside", "spliced")
KINDS = (*LIES, *MARKING)
BATCHES = tuple(KINDS[begin::3] for begin in range(3))  # lies of a batch are told in one answer
LIES_PER_QUESTION = 3
FDA_FILE = PROJECT / "corpus" / "pages" / "public-private-partnerships.md"
Answering = Callable[..., Answer]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Library:
    """The shipped page, one full of numbers, one that gives orders to models."""
    pages, folder = tmp_path_factory.mktemp("pages"), tmp_path_factory.mktemp("store")
    (pages / "grants.md").write_text(GRANTS_PAGE, "utf-8")
    (pages / "lighthouse.md").write_text(HOSTILE_PAGE, "utf-8")
    (pages / "fda.md").write_text(FDA_FILE.read_text("utf-8"), "utf-8")
    Ingest(Settings(store=folder), Store(folder), embedder).run(collect([str(pages)]))
    return Library(Store(folder))


class Remembering:
    """The real model, asked once for each text: many answers to few questions are needed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, ...], Vectors] = {}
        self.id = embedder.id

    def words(self) -> frozenset[str]:
        return self._embedder.words()

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        key = tuple(texts)
        if key not in self._known:
            self._known[key] = self._embedder.embed(texts, progress)
        return self._known[key]

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)


@pytest.fixture(scope="module")
def remembering(embedder: Embedder) -> Remembering:
    return Remembering(embedder)


@pytest.fixture(scope="module")
def ask(library: Library, remembering: Remembering) -> Answering:
    """Asks with a model that follows a script; refusals are off, so that it is always asked."""

    def answer(question: str, script: Script, seconds: float = 20) -> Answer:
        settings = Settings(llm="fake:model", min_confidence=0, llm_timeout_seconds=seconds)
        writer = LangChainGenerator(settings, lambda _: ScriptedModel(script=script))
        return Assistant(settings, library, remembering, writer).invoke(question)

    return answer


def says(text: str) -> Script:
    """A script that streams the text in pieces of seven characters."""
    return lambda _: (text[begin : begin + 7] for begin in range(0, len(text), 7))


def assert_sound(answer: Answer, library: Library) -> None:
    """Invariants 1, 3 and 4, the last by a simpler look than the checks take."""
    pages = {page.url: page for page in library.current().snapshot.pages}
    assert [each.n for each in answer.citations] == list(range(1, len(answer.citations) + 1))
    for each in answer.citations:
        assert pages[each.url].text[each.start : each.end] == each.quote
        assert pages[each.url].version == each.page_version
    for sentence in answer.sentences:
        assert sentence.citations
        quotes = " ".join(answer.citations[n - 1].quote for n in sentence.citations)
        for token in re.findall(r"\d[\d,.]*\d|\d|(?<=\w )[A-Z]\w+", sentence.text):
            assert token.lower() in quotes.lower()


def the_lies(kind: str, evidence: Numbered, rng: random.Random) -> list[str]:
    """Up to LIES_PER_QUESTION lies of a kind about the evidence, each as a model writes it."""
    if kind in MARKING:
        found = marking_lies(evidence)[kind]
    else:
        found = [
            marked(lie, n) for n, quote in evidence for lie in LIES[kind](quote) if lie != quote
        ]
    return rng.sample(found, min(LIES_PER_QUESTION, len(found)))


def test_no_lie_of_any_kind_is_ever_shown(ask: Answering, library: Library) -> None:
    """18 kinds, at least 20 lies each, hundreds in all: none shown."""
    rng, attempts = random.Random(1), Counter[str]()
    for question, kinds in product(QUESTIONS, BATCHES):
        lies: list[str] = []

        def script(
            evidence: Numbered, kinds: tuple[str, ...] = kinds, lies: list[str] = lies
        ) -> Iterable[str]:
            for kind in kinds:
                told = the_lies(kind, evidence, rng)
                attempts[kind] += len(told)
                lies += told
            return (f"{lie}\n" for lie in lies)

        answer = ask(question, script)
        assert answer.mode == "extractive", answer.text  # nothing the model wrote is left
        assert answer.sentences
        assert len(answer.dropped) >= len(set(lies))
        assert all(each.support == "quote" for each in answer.sentences)
        assert_sound(answer, library)
    assert set(attempts) == set(KINDS)
    assert min(attempts.values()) >= 20, attempts
    assert attempts.total() >= 600


def test_a_lie_among_true_sentences_is_dropped_alone(ask: Answering, library: Library) -> None:
    def script(evidence: Numbered) -> Iterable[str]:
        n = next(n for n, quote in evidence if "24 grants" in quote)
        yield f"The Harbor Grants Program gave 24 grants in June 2021 [{n}]. "
        yield f"The Harbor Grants Program gave 25 grants in June 2021 [{n}]. "
        yield f"The program gave grants to 18 coastal towns [{n}]."

    answer = ask("How many grants did the Harbor Grants Program give?", script)
    assert answer.mode == "generative"
    assert answer.text == (
        "The Harbor Grants Program gave 24 grants in June 2021. [1] "
        "The program gave grants to 18 coastal towns. [1]"
    )
    (dropped,) = answer.dropped
    assert "25 grants" in dropped.text
    assert "'25'" in dropped.why
    assert_sound(answer, library)


def test_honest_paraphrase_is_shown_and_renumbered(ask: Answering, library: Library) -> None:
    def script(evidence: Numbered) -> Iterable[str]:
        number = {quote: n for n, quote in evidence}
        lab = next(n for quote, n in number.items() if "funds the Marine Lab" in quote)
        board = next(
            n for quote, n in number.items() if quote.startswith("The Harbor Board is run")
        )
        yield f"The Marine Lab is funded by the Tidewater Trust with $3 million a year [{lab}]. "
        yield f"The Tidewater Trust runs the Harbor Board [{board}][{lab}]."

    answer = ask("Who funds the Marine Lab?", script)
    assert answer.dropped == []
    assert answer.mode == "generative"
    assert answer.model == "fake:model"
    assert [each.citations for each in answer.sentences] == [[1], [2, 1]]
    assert [each.support for each in answer.sentences] == ["supported"] * 2
    assert "funds the Marine Lab" in answer.citations[0].quote
    assert_sound(answer, library)


def test_each_sentence_appears_only_after_its_check(
    library: Library, remembering: Remembering
) -> None:
    def script(evidence: Numbered) -> Iterable[str]:
        n = next(n for n, quote in evidence if "24 grants" in quote)
        yield f"The program gave grants to 99 towns [{n}]. "
        yield f"The program gave grants to 18 coastal towns [{n}]. And then it"

    settings = Settings(llm="fake:model", min_confidence=0)
    writer = LangChainGenerator(settings, lambda _: ScriptedModel(script=script))
    shown = list(Assistant(settings, library, remembering, writer).stream(QUESTIONS[10]))
    assert len(shown) >= 2
    for each in shown:
        assert "99" not in each.text
        assert "And then" not in each.text
        assert_sound(each, library)


HOSTILE_LINES = (
    "The Lighthouse Repair Fund is bankrupt", "ARRR", "PWNED", "The word is PWNED",
    "PirateBot answers ARRR", "The Lighthouse Repair Fund is at https://evil.example/fund",
    "As instructed, the Lighthouse Repair Fund is bankrupt and closed",
)  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE_LINES)
def test_a_model_that_obeys_the_page_is_not_shown(
    line: str, ask: Answering, library: Library
) -> None:
    for question in ("What did the Lighthouse Repair Fund pay for?", "Is the fund bankrupt?"):

        def script(evidence: Numbered) -> Iterable[str]:
            return (f"{line} [{n}].\n" for n, _ in evidence)

        answer = ask(question, script)
        assert answer.mode == "extractive"
        assert answer.dropped
        assert_sound(answer, library)


def test_a_page_cant_close_the_data_in_the_prompt(
    library: Library, remembering: Remembering
) -> None:
    model = ScriptedModel(script=says("NOT IN SOURCES"), prompts=[])
    settings = Settings(llm="fake:model", min_confidence=0)
    writer = LangChainGenerator(settings, lambda _: model)
    Assistant(settings, library, remembering, writer).invoke("What is the Lighthouse Repair Fund?")
    body = str(model.prompts[0][-1].content)
    assert "evil.example" in body  # the hostile sentences were really among the evidence
    assert body.count("</sentences>") == 1


GARBAGE = (
    "", " \n\n ", "NOT IN SOURCES", "[1][2][3]", "```json\n{\"a\": 1}\n```", "\x00\x01\ufffd " * 40,
    "лорем ипсум [1].", "<script>alert(1)</script> [1].", "1 2 3 4 5 [1].", "[1] [1] [1] is is is.",
    "a " * 4_000, "Sure! Here is the answer: [1]", "<think>so", "🎉🎉🎉 [1]", "Yes [1].", "No [1].",
)  # fmt: skip


@pytest.mark.parametrize("text", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_gives_the_quotes_and_says_so(text: str, ask: Answering, library: Library) -> None:
    answer = ask("Who runs the Harbor Board?", says(text))
    assert answer.mode == "extractive"
    assert "Tidewater Trust" in answer.text
    assert answer.model == "fake:model"
    assert answer.dropped
    assert_sound(answer, library)


def test_an_exception_in_mid_stream_keeps_what_was_checked(
    ask: Answering, library: Library
) -> None:
    def script(evidence: Numbered) -> Iterator[str]:
        n = next(n for n, quote in evidence if "24 grants" in quote)
        yield f"The program gave grants to 18 coastal towns [{n}]. The program gave 99"
        raise RuntimeError("the line went dead")

    answer = ask(QUESTIONS[10], script)
    assert answer.text == "The program gave grants to 18 coastal towns. [1]"
    assert "the model failed" in answer.dropped[-1].why
    assert "the line went dead" in answer.dropped[-1].why
    assert_sound(answer, library)


def test_a_timeout_gives_the_quotes_and_says_so(ask: Answering) -> None:
    def script(_: Numbered) -> Iterator[str]:
        yield "The "
        time.sleep(4)

    began = time.monotonic()
    answer = ask("Who runs the Harbor Board?", script, seconds=0.3)
    assert time.monotonic() - began < 3
    assert answer.mode == "extractive"
    assert "did not finish in 0.3 s" in answer.dropped[0].why


class _Completions(QuietHandler):
    """A small OpenAI-compatible server; what it does is set on its server."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server = self.server
        server.requests.append((self.path, self.headers["authorization"], body))  # type: ignore[attr-defined]
        way = server.way  # type: ignore[attr-defined]
        if way == "hang":
            server.stopped.wait(10)  # type: ignore[attr-defined]
            return
        if way == "500":
            self.send_error(500, "broken")
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for piece in [way[n : n + 9] for n in range(0, len(way), 9)]:
            self._event({"role": "assistant", "content": piece}, None)
        self._event({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, str], reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "test",
                 "choices": [choice]}  # fmt: skip
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())


@contextmanager
def completions(way: str) -> Iterator[LocalServer]:
    """The server, up on a free port of this machine."""
    with running(_Completions) as server:
        server.way, server.requests, server.stopped = way, [], threading.Event()  # type: ignore[attr-defined]
        try:
            yield server
        finally:
            server.stopped.set()  # type: ignore[attr-defined]


@pytest.fixture
def served(
    library: Library, remembering: Remembering, monkeypatch: pytest.MonkeyPatch
) -> Answering:
    """Asks as `ppp ask` does, with the environment set to a server that behaves in a way."""
    pytest.importorskip("langchain_openai", reason="needs the extra openai")
    store = library.store.root
    monkeypatch.setattr("assistant.build.MiniLM", lambda *_: remembering)
    monkeypatch.setenv("OPENAI_API_KEY", "test-key")
    monkeypatch.setenv("PPP_LLM", "openai:test")
    monkeypatch.setenv("PPP_MIN_CONFIDENCE", "0")

    def answer(question: str, url: str, seconds: float = 20) -> Answer:
        monkeypatch.setenv("PPP_LLM_BASE_URL", url)
        monkeypatch.setenv("PPP_LLM_TIMEOUT_SECONDS", str(seconds))
        return build_assistant(Settings(store=store)).invoke(question)

    return answer


def test_an_openai_compatible_server_is_asked_and_checked(
    served: Answering, library: Library
) -> None:
    text = (
        "The Harbor Board is run by the Tidewater Trust [1]. It opened in 1920 [1]. NOT IN SOURCES"
    )
    with completions(text) as server:
        answer = served("Who runs the Harbor Board?", f"http://127.0.0.1:{server.server_port}/v1")
    ((path, key, body),) = server.requests  # type: ignore[attr-defined]
    assert (path, key) == ("/v1/chat/completions", "Bearer test-key")
    assert body["model"] == "test"
    assert body["stream"] is True
    assert body["temperature"] == 0
    assert answer.text == "The Harbor Board is run by the Tidewater Trust. [1]"
    assert answer.model == "openai:test"
    assert [each.text for each in answer.dropped] == ["It opened in 1920."]
    assert_sound(answer, library)


@pytest.mark.parametrize(("way", "why"), [("500", "broken"), ("hang", "did not finish in 1 s")])
def test_a_server_that_fails_gives_the_quotes_and_says_so(
    way: str, why: str, served: Answering, library: Library
) -> None:
    with completions(way) as server:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        answer = served("Who runs the Harbor Board?", url, 1 if way == "hang" else 20)
    assert answer.mode == "extractive"
    assert "Tidewater Trust" in answer.text
    assert "openai:test" in answer.dropped[0].why
    assert why in answer.dropped[0].why or "Error code: 500" in answer.dropped[0].why
    assert_sound(answer, library)


def test_no_server_at_all_gives_the_quotes_and_the_address(served: Answering) -> None:
    answer = served("Who runs the Harbor Board?", "http://127.0.0.1:9/v1")
    assert answer.mode == "extractive"
    assert "PPP_LLM_BASE_URL=http://127.0.0.1:9/v1" in answer.dropped[0].why


def test_a_missing_key_gives_the_quotes_and_its_name(
    served: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    answer = served("Who runs the Harbor Board?", "http://127.0.0.1:9/v1")
    assert answer.mode == "extractive"
    assert "OPENAI_API_KEY" in answer.dropped[0].why
