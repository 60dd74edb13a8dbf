"""Where to read on about a thing."""

from pathlib import Path

import pytest

from assistant.further import NEAR, further_topic, must_point, pointer_behind, points_on
from assistant.index import SentenceRef
from tests.fakes import index_of


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Where can I read more about the study?", "the study"),
        ("where do i find more information on the MOU", "the MOU"),
        ("How can we learn more about NIIMBL?", "NIIMBL"),
        ("On which page would I find further details of the calls?", "the calls"),
        ("Where is there more info about it?", "it"),
        ("more information about the consortium", "the consortium"),
        ("3d printing study more info where", "3d printing study"),
        ("the consortium, where can I read more?", "the consortium"),
        ("Where can I read more (the study FDA funded)?", "the study FDA funded"),
        ("Where can I get more masks?", ""),
        ("Where can I find more details?", ""),
        ("Give me more details", ""),
        ("Tell me more information", ""),
        ("any more info?", ""),
        ("What more does NIIMBL do?", ""),
        ("Where is the study?", ""),
        ("", ""),
    ],
)
def test_the_topic_is_what_more_is_wanted_on(question: str, topic: str) -> None:
    assert further_topic(question) == topic


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ("Where can I read more about the study?", True),
        ("How can we learn more about NIIMBL?", True),
        ("On which page would I find further details of the calls?", True),
        ("study more info where", True),
        ("more information about the consortium", False),
        ("3d printing study more info", False),
        ("Where is the study?", False),
    ],
)
def test_only_who_asks_where_needs_a_pointer(question: str, pointer: bool) -> None:
    assert must_point(question) == pointer


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more about this project at: Research.",
        "Also see Funding opportunities",
        "For more information, call 555-0119.",
        "Applicants should refer to the guide.",
        "Visit the office on Mondays.",
    ],
)
def test_a_sentence_points_to_more(sentence: str) -> None:
    assert points_on(sentence)


@pytest.mark.parametrize(
    "sentence", ["More boats came.", "We see it often.", "The office was visited by Ms Vonn."]
)
def test_a_sentence_that_points_nowhere(sentence: str) -> None:
    assert not points_on(sentence)


def refs(folder: Path, text: str) -> list[SentenceRef]:
    page = index_of(folder, text).snapshot.pages[0]
    return [SentenceRef(page, number) for number in range(len(page.sentences))]


def test_the_pointer_stands_behind_the_sentence_in_its_section(tmp_path: Path) -> None:
    found = refs(tmp_path, "# Boats\n\nThe club has 40 boats. It rows. Learn more about boats.\n")
    by_quote = {ref.quote: ref for ref in found}
    pointer = pointer_behind(by_quote["The club has 40 boats."])
    assert pointer == by_quote["Learn more about boats."]
    assert pointer_behind(by_quote["Learn more about boats."]) == pointer


def test_another_section_or_what_is_far_points_to_more_of_something_else(tmp_path: Path) -> None:
    far = "It rows. " * NEAR
    parts = ["# Boats", "## A", "It has 40 boats.", "## B", "Read more.", "## C", "It swims. "]
    text = "\n\n".join(parts) + f"{far}Read more."
    by_quote = {ref.quote: ref for ref in refs(tmp_path, text)}
    assert pointer_behind(by_quote["It has 40 boats."]) is None
    assert pointer_behind(by_quote["It swims."]) is None
