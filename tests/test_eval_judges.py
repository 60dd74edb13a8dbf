"""Optional judges: what they count, and that unreadable verdicts are missing."""

from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.answer import AnswerSentence
from corpus.errors import SettingsError
from evals.judges import LlmJudge, NliJudge, claims, judged, make_judge
from evals.run import SetResult
from ppp_settings import Settings
from tests.judged import FIRST, SECOND, answer, right
from tests.tinymodel import tiny

ANSWER = answer("It has 12 members. It meets.", [FIRST, SECOND]).model_copy(
    update={
        "sentences": [
            AnswerSentence(text="It has 12 members.", citations=[1], support="supported"),
            AnswerSentence(text="It meets.", citations=[1, 2], support="supported"),
        ]
    }
)


def saying(*replies: str) -> LlmJudge:
    return LlmJudge(GenericFakeChatModel(messages=iter([AIMessage(each) for each in replies])))


def test_a_claim_goes_with_the_quotes_it_cites() -> None:
    assert claims(ANSWER) == [
        ("The club has 12 members.", "It has 12 members."),
        ("The club has 12 members. It meets on Monday.", "It meets."),
    ]


def test_a_chat_model_judges_each_sentence() -> None:
    assert saying("Yes.", "no").faithfulness(ANSWER) == 0.5
    assert saying("yes", "**Yes**").faithfulness(ANSWER) == 1


def test_a_verdict_that_cannot_be_read_is_missing() -> None:
    assert saying("yes", "I think so").faithfulness(ANSWER) is None
    figure = SetResult("s", "s", (right(),), None, (1.0, None)).summary.figures["all"]
    assert (figure["faithfulness"].value, figure["faithfulness"].missing) == (1.0, 1)


def test_refusals_are_not_judged() -> None:
    assert judged(saying("yes", "yes"), [answer("no", refused=True), ANSWER]) == [1.0]


def test_an_nli_model_is_loaded_by_path(tmp_path: Path) -> None:
    model = tiny(tmp_path, ("contradiction", "entailment", "neutral"))
    found = NliJudge(str(model)).faithfulness(ANSWER)
    assert found in (0.0, 0.5, 1.0)


def test_a_model_without_entailment_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"entailment.*good, bad"):
        NliJudge(str(tiny(tmp_path, ("good", "bad"))))


def test_an_unknown_judge_is_named() -> None:
    for name in ("oracle:x", "nli", "nli:"):
        with pytest.raises(SettingsError, match="nli:MODEL"):
            make_judge(name, Settings())
