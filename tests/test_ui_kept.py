import json

import pytest
from test_ui_answer_view import answer, citation

from ui.conversation import STOPPED, Conversation
from ui.kept import MOST_CHARS, KeptError, from_text, to_text


def talk() -> Conversation:
    refused = answer([], "No.", refused=True, reason="not_in_sources", citations=[])
    begun = Conversation(id="abc").asking("A?").with_last(answer(["One."], "One. [1]")).finished()
    return begun.asking("B?").with_last(refused, [citation(1, "Near.")]).finished()


def test_a_kept_conversation_comes_back_as_it_was() -> None:
    assert from_text(to_text(talk())) == talk()
    assert from_text(to_text(talk())).cards() == talk().cards()


def test_what_was_growing_comes_back_as_stopped() -> None:
    assert from_text(to_text(talk().asking("C?"))).exchanges[-1].error == STOPPED


def test_an_edit_is_not_kept() -> None:
    assert from_text(to_text(talk().edit(0))).editing is None


@pytest.mark.parametrize("text", ["", "x", "[]", '{"exchanges": 3}', '{"exchanges": [{}]}'])
def test_a_text_of_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(KeptError, match="cannot be read"):
        from_text(text)


def test_the_place_of_the_fault_is_named() -> None:
    broken = json.loads(to_text(talk()))
    broken["exchanges"][1]["answer"]["text"] = 7
    with pytest.raises(KeptError, match=r"exchanges\.1\.answer\.text"):
        from_text(json.dumps(broken))


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(KeptError, match="the limit is"):
        from_text(" " * (MOST_CHARS + 1))
