"""Whether quotes tell of another one of a series than the one asked for."""

import pytest

from assistant.ordinals import other_ordinal


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Who chairs the First Board of Appeal?", "The Second Board is chaired by Ms Vonn."),
        ("What was the first single?", "It was released as the second single."),
        ("When was the 2nd annual workshop?", "The third workshop was held in Pellinor."),
    ],
)
def test_a_quote_on_another_one_of_the_series_is_known(question: str, quote: str) -> None:
    assert other_ordinal(question, [quote])


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How much is the second permit?", "The first permit costs £62, the second £115."),
        ("When was the 2nd workshop?", "The first workshop and the second came in May."),
        ("Who won the second race?", "The first prize went to Ada."),
        ("Who chairs the Board?", "The Second Board is chaired by Ms Vonn."),
        ("Who chairs the First Board?", "The Board is chaired by Ms Vonn."),
        ("Why team up in the first place?", "They meet each second Monday."),
        ("", ""),
    ],
)
def test_a_quote_that_has_the_ordinal_or_no_such_thing_is_kept(question: str, quote: str) -> None:
    assert not other_ordinal(question, [quote])
