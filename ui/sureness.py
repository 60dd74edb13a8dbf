"""How sure an answer is, in words; the figure is there for who asks."""

STEPS = (  # least confidence, what is said from there on
    (0.8, "Very likely answers your question"),
    (0.5, "Likely answers your question"),
    (0.0, "May not answer your question: check the quote"),
)


def sureness(confidence: float) -> str:
    """The words for a confidence (0 to 1): the estimated chance that an answer is right."""
    return next(words for least, words in STEPS if confidence >= least)


def sureness_html(confidence: float) -> str:
    """The words, which open to the figure; one line."""
    figure = f"Estimated chance that this is the answer: {confidence:.0%}"
    return (
        f'<details class="ppp-sure"><summary>{sureness(confidence)}</summary>'
        f"<span>{figure}</span></details>"
    )
