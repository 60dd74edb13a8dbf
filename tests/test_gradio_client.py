"""A program asks the running chat with gradio_client and gets the whole answer as JSON."""

from collections.abc import Iterator
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from assistant.answer import Answer
from assistant.chain import Assistant
from ppp_settings import Settings
from tests.browser import running

QUESTION = "What is BioFab USA?"


@pytest.fixture(scope="module")
def client(fda_settings: Settings, assistant: Assistant) -> Iterator[Client]:
    with running(fda_settings, assistant) as address:
        started = Client(address, verbose=False)
        yield started
        started.close()


def ask(client: Client, *given: object) -> Answer:
    """The answer; raises where its JSON is not that of an Answer."""
    return Answer.model_validate(client.predict(*given, api_name="/ask"))


def test_ask_is_the_only_public_endpoint(client: Client) -> None:
    described = client.view_api(print_info=False, return_format="dict")
    assert list(described["named_endpoints"]) == ["/ask"]
    assert described["unnamed_endpoints"] == {}
    names = [each["parameter_name"] for each in described["named_endpoints"]["/ask"]["parameters"]]
    assert names == ["question", "history"]


def test_an_answer_comes_with_quotes_versions_and_addresses(
    client: Client, assistant: Assistant
) -> None:
    answer = ask(client, QUESTION)
    snapshot = assistant.library.current().snapshot
    assert (answer.question, answer.refused, answer.snapshot) == (QUESTION, False, snapshot.id)
    assert answer.citations
    for each in answer.citations:
        page = snapshot.page_of[each.url]
        assert page.text[each.start : each.end] == each.quote
        assert each.page_version == page.version and each.link.startswith(each.url)
    expected = assistant.invoke(QUESTION).model_copy(update={"timings_ms": {}})
    assert answer.model_copy(update={"timings_ms": {}}) == expected


def test_a_follow_up_is_understood_with_its_history(client: Client) -> None:
    before = ask(client, QUESTION)
    history = [
        {"role": "user", "content": QUESTION}, {"role": "assistant", "content": before.text},
    ]  # fmt: skip
    answer = ask(client, "Who runs it?", history)
    assert answer.standalone_question == "Who runs BioFab USA?"
    assert "ARMI" in answer.text


def test_a_refusal_has_no_citations_and_names_the_nearest_passages(client: Client) -> None:
    answer = ask(client, "Who is the CEO of Apple?")
    assert (answer.refused, answer.citations) == (True, [])
    assert answer.nearest


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("why " * 2000,), "the limit is 4000"),
        (("  ",), "the question is empty"),
        (("Who?", [{"role": "pirate", "content": "x"}]), "pirate"),
    ],
)
def test_what_cannot_be_asked_is_told(client: Client, given: tuple[Any, ...], told: str) -> None:
    with pytest.raises(AppError, match=told):
        ask(client, *given)
    assert ask(client, QUESTION).citations
