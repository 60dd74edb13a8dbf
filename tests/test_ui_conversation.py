import json
import re
from pathlib import Path
from typing import Never

import pytest
from test_ui_answer_view import answer

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ui.asking import FAILED, about_of, ask_once, converse
from ui.conversation import STOPPED, Conversation
from ui.escape import chat_safe


def test_history_holds_questions_and_answers_but_no_errors() -> None:
    talk = Conversation().asking("A?").with_last(answer(["One."], "One. [1]"))
    talk = talk.asking("B?").failed("no").asking("C?")
    assert [turn.content for turn in talk.history()] == ["A?", "One. [1]"]
    assert [message["role"] for message in talk.messages()] == ["user", "assistant"] * 3


def test_before_cuts_at_the_exchange_of_a_message() -> None:
    talk = Conversation().asking("A?").asking("B?")
    assert [talk.number(index) for index in range(4)] == [0, 0, 1, 1]
    assert talk.before(1) == Conversation().asking("A?")
    assert talk.before(0) == Conversation()


def long_talk(count: int) -> Conversation:
    talk = Conversation()
    for number in range(count):
        talk = talk.asking(f"Question {number}?").with_last(answer(["One."], "One. [1]"))
    return talk


@pytest.mark.parametrize(("count", "first"), [(30, 0), (31, 10), (40, 10), (41, 20), (100, 70)])
def test_the_end_of_a_long_conversation_is_shown(count: int, first: int) -> None:
    talk = long_talk(count)
    asked = [each["content"] for each in talk.messages() if each["role"] == "user"]
    assert talk.first == first and len(asked) == count - first
    assert f">Question {first}&" in asked[0] and f">Question {count - 1}&" in asked[-1]
    assert ("ppp-earlier" in asked[0]) == (first > 0)
    assert "ppp-earlier" not in "".join(asked[1:])
    assert talk.number(0) == first and talk.number(2 * len(asked) - 1) == count - 1
    keys = {int(each) for each in re.findall(r'data-key="cite-(\d+)-1"', talk.cards())}
    assert keys == set(range(first, count))


def test_earlier_questions_are_shown_until_the_next_one() -> None:
    talk = long_talk(100)
    assert talk.further_back(whole=False).first == 40
    assert talk.further_back(whole=False).further_back(whole=False).first == 10
    assert talk.further_back(whole=True).first == 0
    assert talk.further_back(whole=True).asking("More?").first == 80


def test_what_is_sent_and_shown_grows_no_more_in_a_long_conversation() -> None:
    def size(talk: Conversation) -> int:
        return len(json.dumps(talk.messages())) + len(talk.cards())

    assert size(long_talk(400)) < 1.1 * size(long_talk(30))


def test_cards_are_those_of_all_answers() -> None:
    one = answer(["One."], "One. [1]")
    talk = Conversation().asking("A?").with_last(one).asking("B?").with_last(one)
    assert 'data-key="cite-0-1"' in talk.cards() and 'data-key="cite-1-1"' in talk.cards()


def test_the_question_shows_before_its_answer(assistant: Assistant) -> None:
    first, *rest = converse(assistant, " What is BioFab USA? ", Conversation())
    assert first.exchanges[-1].answer is None and "Reading" in first.messages()[1]["content"]
    assert first.exchanges[-1].question == "What is BioFab USA?"
    assert rest[-1].exchanges[-1].answer.citations


def test_an_answer_grows_sentence_by_sentence(assistant: Assistant) -> None:
    states = list(converse(assistant, "What does NIIMBL seek to do?", Conversation()))
    sizes = [len(each.exchanges[-1].answer.sentences) for each in states[1:]]
    assert sizes == sorted(sizes) and sizes[-1] >= 3 and len(set(sizes)) >= 3


def test_a_follow_up_is_understood(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "What is BioFab USA?", Conversation())
    *_, talk = converse(assistant, "Who runs it?", talk)
    assert "ARMI" in talk.exchanges[-1].answer.text


def test_an_empty_question_changes_nothing(assistant: Assistant) -> None:
    assert list(converse(assistant, "  \n", Conversation())) == []


def test_a_question_that_cannot_be_asked_is_explained(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "x" * 5000, Conversation())
    assert "the limit is" in talk.messages()[1]["content"]


def test_without_a_snapshot_the_chat_says_what_to_do(
    assistant: Assistant, tmp_path: Path, embedder: Embedder
) -> None:
    empty = Assistant(assistant.settings, Library(Store(tmp_path)), embedder)
    *_, talk = converse(empty, "What is it?", Conversation())
    assert "no snapshot to serve" in talk.exchanges[-1].error
    assert about_of(empty).name == "Your pages"


def test_other_failures_show_one_fixed_line_and_no_details(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def stream(self, _: object) -> Never:
            raise RuntimeError("secret path")

    *_, talk = converse(Broken(), "What is it?", Conversation())
    assert talk.exchanges[-1].error == FAILED
    assert "secret path" in caplog.text


def test_nearest_quotes_are_spans_of_the_page(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "Who is the CEO of Apple?", Conversation())
    page = assistant.library.current().snapshot.pages[0]
    for each in talk.exchanges[-1].nearest:
        assert page.text[each.start : each.end] == each.quote and not each.quote.startswith("#")


def test_ask_once_gives_the_answer_as_json(assistant: Assistant) -> None:
    got = ask_once(assistant, "What is BioFab USA?", None)
    assert got["citations"][0]["n"] == 1 and got["refused"] is False


def test_the_next_question_takes_the_place_of_the_edited_one() -> None:
    one = answer(["One."], "One. [1]")
    talk = Conversation().asking("A?").with_last(one).asking("B?").with_last(one).edit(1)
    assert [turn.content for turn in talk.history()] == ["A?", "One. [1]"]
    after = talk.asking("C?")
    assert [each.question for each in after.exchanges] == ["A?", "C?"]
    assert after.editing is None


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_an_edit_of_no_exchange_ends_the_editing(number: int) -> None:
    talk = Conversation().asking("A?").asking("B?").edit(0)
    assert talk.editing == 0 and talk.edit(number).editing is None


def test_the_edited_question_says_what_sending_does() -> None:
    talk = Conversation().asking("A?").asking("B?").edit(1)
    first, second = (each["content"] for each in talk.messages() if each["role"] == "user")
    assert 'href="#edit-0"' in first and "what follows it" not in first
    assert 'href="#edit-none"' in second and "what follows it" in second


def test_an_answer_that_grew_is_kept_as_stopped() -> None:
    talk = Conversation().asking("A?").with_last(answer(["One."], "One. [1]"))
    assert "Stopped" in talk.settled().messages()[1]["content"]
    assert "Stopped" not in talk.finished().settled().messages()[1]["content"]


def test_a_question_stopped_before_its_answer_says_so() -> None:
    talk = Conversation().asking("A?").settled()
    assert "No answer." in talk.messages()[1]["content"] and talk.exchanges[0].error == STOPPED
    assert talk.history() == []
    assert Conversation().settled() == Conversation()


def test_a_whole_answer_is_finished(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "What is BioFab USA?", Conversation())
    assert talk.settled() == talk and not talk.exchanges[-1].growing


def test_a_refusal_ends_with_questions_that_the_sources_do_answer(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "How many employees does NIIMBL have?", Conversation())
    refusal = talk.exchanges[-1]
    assert refusal.answer.refused and refusal.suggested
    shown = talk.messages()[1]["content"]
    assert all(f'href="#ask">{chat_safe(each)}</a>' in shown for each in refusal.suggested)


def test_an_answer_suggests_no_other_question(assistant: Assistant) -> None:
    *_, talk = converse(assistant, "What is BioFab USA?", Conversation())
    assert talk.exchanges[-1].suggested == () and "ppp-suggest" not in talk.messages()[1]["content"]
