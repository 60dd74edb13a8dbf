"""The fixed phrases of refusals: the only sentences of an answer that carry no citation."""

from assistant.answer import Reason

REFUSALS: dict[Reason, str] = {
    "not_in_sources": "The sources do not answer this question.",
    "unclear": "Please ask a full question: this one does not say what it is about.",
    "unsupported": "The sources do not support an answer to this question.",
}
