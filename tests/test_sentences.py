"""Where sentences end: a table of real cases, and what holds of every text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import LONGEST, sentence_spans
from tests.documents import LINE

CASES = [
    ["Made in the U.S.", "It grew."],
    ["The U.S. Department of Commerce acted."],
    ["The U.S. is large.", "So is Canada."],
    ["In the U.S. and elsewhere it works.", "Next."],
    ["Dr. Smith met Mr. Jones.", "They spoke."],
    ["See e.g. FDA, i.e. the agency.", "Good."],
    ["See No. 5 of the list.", "Done."],
    ["J. R. Smith spoke.", "Nobody heard."],
    ["It rose by 3.5 percent.", "Then it fell."],
    ["The score was 3.5.", "Patients improved."],
    ["It happened in 2023.", "100 drugs were short."],
    ["It starts at 5 p.m.", "The end is open."],
    ["It starts at 5 p.m. Monday."],
    ['He said "Go."', "She left."],
    ["He said “Go.”", "She left."],
    ["(They left early.)", "She stayed."],
    ["It is known.[1][2]", "It is new."],
    ["Innovation.¹", "The next one."],
    ["Wait...", "Then it came."],
    ["Hm…", "Well."],
    ["What?!", "Yes."],
    ["Is it?", "Yes!", "No."],
    ["今日は晴れ。", "明日は！？", "「はい。」", "と言った。"],
    ["这是第一句。", "这是第二句！"],
    ["यह है।", "वह भी है।"],
    ["هل هذا؟", "نعم."],
    ["Hola.", "¿Qué tal?", "¡Bien!"],
    ["«Oui.»", "Elle part."],
    ["Привет.", "Мир и т. д. и т. п. стоит."],
    ["Visit www.fda.gov.", "Contact us."],
    ["Use version 2.0 of fda.gov today."],
    ["Acme Inc. makes it.", "Bob buys it."],
    ["It rains etc.", "The sun shines."],
    ["FDA v. Amarin was decided.", "Good."],
    ["Three goals: speed; cost; and safety."],
    ["ends without a stop"],
    ["Ph.D. students came.", "They left."],
    ["iPhones sell. iPads too."],
    ["“Quoted.”", "“Again.”"],
    ["😀 Yes.", "No 😀."],
]


@pytest.mark.parametrize("expected", CASES, ids=lambda each: " ".join(each)[:40])
def test_line_is_split_into_its_sentences(expected: list[str]) -> None:
    between = "" if expected[0].endswith(("。", "！")) else " "
    text = between.join(expected)
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["word " * 1000, "x" * 5000, "中" * 5000, "a, b; " * 900, "." * 5000, "Mr. " * 1300],
    ids=lambda each: each[:5],
)
def test_no_piece_of_5000_characters_is_longer_than_the_limit(text: str) -> None:
    spans = sentence_spans(text)
    assert max(end - start for start, end in spans) <= LONGEST
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_long_sentence_is_cut_at_a_clause_rather_than_at_a_word() -> None:
    text = f"{'word ' * 100}first; {'word ' * 100}"
    first, second = sentence_spans(text)
    assert text[slice(*first)].endswith("first;")
    assert text[second[0]] == "w"


def test_a_long_line_takes_time_in_proportion_to_its_length() -> None:
    text = "Hello there my friend. " * 10_000
    began = time.perf_counter()
    assert len(sentence_spans(text)) == 10_000
    assert time.perf_counter() - began < 10  # quadratic time was minutes


@given(st.one_of(LINE, st.text(st.characters(exclude_characters="\n"), max_size=300)))
def test_spans_are_ordered_stripped_and_hold_every_visible_character(text: str) -> None:
    spans = sentence_spans(text)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert end - start <= LONGEST
        last = end
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
