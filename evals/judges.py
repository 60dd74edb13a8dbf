"""Optional second opinions on whether sentences follow from their quotes.

Never needed and never part of the gate. A judge that gives no readable verdict leaves the
answer unjudged: missing, not zero.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Answer
from corpus.errors import SettingsError
from ppp_settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

KINDS = ("nli:MODEL", "llm:PROVIDER:MODEL", "ragas:PROVIDER:MODEL")
VERDICT = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)
PROMPT = (
    "Source:\n{premise}\n\nStatement:\n{claim}\n\n"
    "Does the source alone prove the whole statement? Reply with one word, yes or no."
)


class Judge(Protocol):
    """Says how faithful an answer is to what it cites."""

    def faithfulness(self, answer: Answer) -> float | None:
        """Share of the answer's sentences that their quotes prove, 0..1; None if unreadable."""


def make_judge(name: str, settings: Settings) -> Judge:
    """The judge that `name` asks for; raises SettingsError for an unknown kind."""
    kind, _, model = name.partition(":")
    if not model or kind not in {each.partition(":")[0] for each in KINDS}:
        raise SettingsError(f"judge {name!r}: unknown; give one of {', '.join(KINDS)}")
    if kind == "nli":
        return NliJudge(model)
    from assistant.generate import make_chat_model

    chat = make_chat_model(settings.model_copy(update={"llm": model}))
    return LlmJudge(chat) if kind == "llm" else RagasJudge(chat)


def claims(answer: Answer) -> list[tuple[str, str]]:
    """Each sentence with the quotes it cites, as (premise, claim)."""
    quotes = {each.n: each.quote for each in answer.citations}
    return [(" ".join(quotes[n] for n in each.citations), each.text) for each in answer.sentences]


class NliJudge:
    """A natural-language-inference cross-encoder, by path or name (sentence-transformers)."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(model, device="cpu")
        except (OSError, ValueError) as error:
            raise SettingsError(f"judge nli:{model}: can't be loaded: {error}") from error
        labels = self._model.config.id2label
        wanted = [n for n, label in labels.items() if "entail" in str(label).lower()
                  and "not" not in str(label).lower()]  # fmt: skip
        if len(wanted) != 1:
            found = ", ".join(map(str, labels.values()))
            raise SettingsError(f"judge nli:{model}: needs a label entailment, has {found}")
        self._entailment = int(wanted[0])

    def faithfulness(self, answer: Answer) -> float | None:
        """See Judge."""
        pairs = claims(answer)
        if not pairs:
            return None
        best = self._model.predict(pairs, show_progress_bar=False).argmax(axis=1)
        return float((best == self._entailment).mean())


class LlmJudge:
    """A chat model asked about each sentence."""

    def __init__(self, chat: "BaseChatModel") -> None:
        self._chat = chat

    def faithfulness(self, answer: Answer) -> float | None:
        """See Judge. None where any verdict can't be read."""
        verdicts = [self._verdict(premise, claim) for premise, claim in claims(answer)]
        if not verdicts or None in verdicts:
            return None
        return sum(map(bool, verdicts)) / len(verdicts)

    def _verdict(self, premise: str, claim: str) -> bool | None:
        reply = self._chat.invoke(PROMPT.format(premise=premise, claim=claim)).text
        found = VERDICT.match(str(reply))
        return None if found is None else found[1].lower() == "yes"


class RagasJudge:
    """The faithfulness of ragas, computed by its own library."""

    def __init__(self, chat: "BaseChatModel") -> None:
        import os

        os.environ["RAGAS_DO_NOT_TRACK"] = "true"
        try:
            from ragas.llms import LangchainLLMWrapper
            from ragas.metrics import Faithfulness
        except ModuleNotFoundError as error:
            raise SettingsError(
                f"{error.name} is not installed; run: pip install 'ppp-assistant[ragas]'"
            ) from error
        self._metric = Faithfulness(llm=LangchainLLMWrapper(chat))

    def faithfulness(self, answer: Answer) -> float | None:
        """See Judge."""
        from ragas.dataset_schema import SingleTurnSample

        sample = SingleTurnSample(
            user_input=answer.standalone_question,
            response=" ".join(each.text for each in answer.sentences),
            retrieved_contexts=[each.quote for each in answer.citations],
        )
        value = float(self._metric.single_turn_score(sample))
        return None if value != value else value  # ragas says NaN for what it could not parse


def judged(judge: Judge, answers: Sequence[Answer]) -> list[float | None]:
    """Faithfulness of each answer that was given; refusals are not judged."""
    return [judge.faithfulness(each) for each in answers if not each.refused]
