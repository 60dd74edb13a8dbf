"""A batch answers every line that it can and names what is wrong with the rest."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.batch import answer_lines, read_history
from assistant.chain import Assistant
from assistant.question import parse_asked
from corpus.errors import QuestionError


def echo(value: dict[str, Any]) -> Answer:
    """Checks the question as the assistant does, and answers with it."""
    asked = parse_asked(value, 100)
    return Answer(
        id=asked.id, question=asked.question, standalone_question=asked.question,
        refused=True, reason="unclear", text="No.", confidence=0.0, snapshot="s",
    )  # fmt: skip


def batch(*lines: str | bytes) -> list[dict[str, Any]]:
    """The lines that come out, parsed."""
    raw = [line if isinstance(line, bytes) else line.encode("utf-8") for line in lines]
    return [json.loads(each) for each in answer_lines(raw, echo)]


def test_lines_come_out_in_order_with_their_ids() -> None:
    out = batch('{"id":"a","question":"One?"}', '{"id":"b","question":"Two?"}')
    assert [(each["id"], each["question"]) for each in out] == [("a", "One?"), ("b", "Two?")]


@pytest.mark.parametrize(("given", "id_"), [
    ("7", "7"), ("1.5", "1.5"), ('"7"', "7"), ("null", None), ('"ü"', "ü"), ("true", "true"),
    ("123456789012345678901", "123456789012345678901"),
])  # fmt: skip
def test_id_is_kept_as_it_was_given(given: str, id_: str | None) -> None:
    good = f'{{"id":{given},"question":"Who?"}}'
    bad = f'{{"id":{given},"question":""}}'
    assert [each["id"] for each in batch(good, bad)] == [id_, id_]


@pytest.mark.parametrize(("line", "message"), [
    ("nonsense", "line 2: not JSON"),
    ("[1]", "line 2: expected an object, found list"),
    ("{}", "line 2: question: expected a string"),
    ('{"question":""}', "line 2: the question is empty"),
    (b'{"question":"\xff"}', "line 2: not JSON"),
    ('{"question":"a\\u0000b"}', "line 2: the question is binary data"),
    ('{"question":"' + "a" * 101 + '"}', "line 2: the question has 101 characters"),
    ('{"question":"?","history":[{"role":"system","content":""}]}', "role 'system' is unknown"),
    ('{"id":"\\ud800","question":"?"}', "line 2: id: is not valid Unicode"),
    ("[" * 100_000, "line 2: not JSON"),
])  # fmt: skip
def test_a_bad_line_is_named_and_the_rest_go_on(line: str | bytes, message: str) -> None:
    out = batch('{"question":"One?"}', line, '{"question":"Two?"}')
    assert [each.get("question") for each in out] == ["One?", None, "Two?"]
    assert set(out[1]) == {"id", "error"}
    assert message in out[1]["error"]


def test_blank_lines_are_skipped_but_counted() -> None:
    out = batch("", "  \r\n", "nonsense")
    assert len(out) == 1
    assert out[0]["error"].startswith("line 3:")


def test_byte_order_mark_and_carriage_return_are_no_matter() -> None:
    assert batch(b'\xef\xbb\xbf{"question":"Who?"}\r\n')[0]["question"] == "Who?"


def test_other_keys_are_left_aside_and_named_once(caplog: pytest.LogCaptureFixture) -> None:
    line = '{"question":"Who?","tags":[]}'
    with caplog.at_level(logging.WARNING):
        assert [each["question"] for each in batch(line, line)] == ["Who?", "Who?"]
    assert [each.getMessage() for each in caplog.records] == ["line 1: ignored keys: tags"]


def test_each_answer_is_given_before_the_next_line_is_read() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b'{"question":"Who?"}'

    next(answer_lines(lines(), echo))
    assert read == [0]


def test_answers_of_the_real_assistant_are_single_lines_of_utf8(assistant: Assistant) -> None:
    lines = [
        '{"id":"a","question":"What is ARMI’s mission?"}'.encode(),
        b'{"id":"b","question":"What is the capital of Mongolia?"}',
    ]
    out = list(answer_lines(lines, assistant.invoke))
    assert not any("\n" in each for each in out)
    assert "ARMI’s" in out[0]
    assert [json.loads(each)["refused"] for each in out] == [False, True]


TURNS = [{"role": "user", "content": "What is NIIMBL?"}, {"role": "assistant", "content": "It…"}]


@pytest.mark.parametrize("value", [TURNS, {"history": TURNS}])
def test_history_is_read_from_a_list_or_an_object(tmp_path: Path, value: object) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps(value), "utf-8")
    assert [each.model_dump() for each in read_history(path)] == TURNS


@pytest.mark.parametrize(("body", "message"), [
    (b"nonsense", "not JSON"),
    (b"\xff\xfe", "not JSON"),
    (b"{}", 'an object without "history"'),
    (b'"before"', "expected a list of messages, found str"),
    (b'[{"role":"tool","content":"x"}]', r"history\[0\]: role 'tool' is unknown"),
    (b'[{"role":"user"}]', r"history\[0\]: content must be a string"),
])  # fmt: skip
def test_bad_history_is_named_with_its_file(tmp_path: Path, body: bytes, message: str) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(body)
    with pytest.raises(QuestionError, match=rf"history\.json: .*{message}"):
        read_history(path)


def test_missing_history_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"none\.json: can't be read: No such file"):
        read_history(tmp_path / "none.json")
