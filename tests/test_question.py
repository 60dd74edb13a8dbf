"""What can be asked, and what the refusal of the rest says."""

import pytest

from assistant.answer import Turn
from assistant.question import KEPT_TURNS, Asked, clean_question, parse_asked, parse_history
from corpus.errors import QuestionError

LIMIT = 200


def test_string_and_mapping_give_the_same_question() -> None:
    assert parse_asked(" Who? ", LIMIT) == parse_asked({"question": "Who?"}, LIMIT)
    assert parse_asked(Asked(question=" Who? "), LIMIT).question == "Who?"


def test_id_is_kept_as_a_string() -> None:
    assert parse_asked({"id": 7, "question": "Who?"}, LIMIT).id == "7"
    assert parse_asked({"id": None, "question": "Who?"}, LIMIT).id is None


def test_only_the_last_turns_are_kept() -> None:
    history = [{"role": "user", "content": str(number)} for number in range(KEPT_TURNS + 5)]
    kept = parse_asked({"question": "Who?", "history": history}, LIMIT).history
    assert [each.content for each in kept] == [str(number) for number in range(5, KEPT_TURNS + 5)]


@pytest.mark.parametrize("text", [
    "¿Qué es BioFab?", "什么是BioFab?", "می‌خواهم", "👨‍👩‍👧?", "soft\u00adhyphen?", "two\nlines",
])  # fmt: skip
def test_text_of_any_script_can_be_asked(text: str) -> None:
    assert clean_question(text, LIMIT) == text


@pytest.mark.parametrize(("text", "message"), [
    ("", "is empty"),
    (" \n\t ", "is empty"),
    ("a" * (LIMIT + 1), f"has {LIMIT + 1} characters, the limit is {LIMIT}"),
    ("who\x00is", "is binary data"),
    ("\x1b\x02\x03 who", "is binary data"),
    ("who \ufffd", "is binary data"),
    ("who \udcff", "is not valid Unicode"),
])  # fmt: skip
def test_what_is_no_question_is_named(text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        clean_question(text, LIMIT)


def test_a_question_at_the_limit_is_asked() -> None:
    assert len(clean_question("a" * LIMIT, LIMIT)) == LIMIT


@pytest.mark.parametrize(("value", "message"), [
    (7, "a question is a string or an object, found int"),
    (["Who?"], "found list"),
    ({}, "question: expected a string, found None"),
    ({"question": 7}, "question: expected a string, found 7"),
    ({"question": "Who?", "historia": []}, "unknown key 'historia'"),
    ({"question": "Who?", "history": "before"}, "expected a list of messages, found str"),
    ({"question": "Who?", "history": ["before"]}, r"history\[0\]: expected an object"),
    ({"question": "Who?", "history": [{"content": "x"}]}, r"history\[0\]: role None is unknown"),
])  # fmt: skip
def test_what_cannot_be_asked_is_named(value: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        parse_asked(value, LIMIT)


@pytest.mark.parametrize(("turn", "message"), [
    ({"role": "system", "content": "x"}, r"history\[1\]: role 'system' is unknown; user or"),
    ({"role": "user", "content": None}, r"history\[1\]: content must be a string, found None"),
    ({"role": "user", "content": "\ud800"}, r"history\[1\]: content is not valid Unicode"),
])  # fmt: skip
def test_bad_turns_are_named_by_their_number(turn: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        parse_history([{"role": "user", "content": "Who?"}, turn])


def test_no_history_is_an_empty_one() -> None:
    assert parse_history(None) == ()
    turn = Turn(role="user", content="Who?")
    assert parse_history([turn]) == (turn,)
