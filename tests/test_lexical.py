"""Words, terms and BM25, checked against the formula written out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.lexical import BM25, K1, STOPWORDS, B, term, terms, words

TEXTS = [
    "NIIMBL seeks to accelerate manufacturing.",
    "Manufacturing of drugs, and drugs again.",
    "The institutes share one goal.",
    "",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non-profit U.S. FDA’s AT&T", ["non", "profit", "U.S", "FDA’s", "AT&T"]),
        ("3.5 percent, 1,000", ["3.5", "percent", "1", "000"]),
        ("snake_case 日本語 Größe", ["snake", "case", "日本語", "Größe"]),
        ("—…!", []),
    ],
)
def test_words_are_as_written(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "alike",
    [("U.S", "US"), ("FDA’s", "FDA's", "fda"), ("partnership", "Partnerships"),
     ("manufacture", "manufacturing", "Manufactured")],
)  # fmt: skip
def test_forms_of_one_word_share_a_term(alike: tuple[str, ...]) -> None:
    assert len({term(each) for each in alike}) == 1


def test_terms_repeat_but_leave_out_words_without_content() -> None:
    assert terms("What is the drug of the drugs?") == ["drug", "drug"]
    assert terms("Who is it?") == []
    assert all(each == each.lower() for each in STOPWORDS)


def by_hand(texts: list[str], query: list[str]) -> list[float]:
    """Robertson & Zaragoza 2009 (3.15), idf as in Lucene."""
    bags = [terms(text) for text in texts]
    mean = sum(map(len, bags)) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for name in query:
            df, tf = sum(name in other for other in bags), bag.count(name)
            idf = math.log(1 + (len(bags) - df + 0.5) / (df + 0.5))
            score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(bag) / max(mean, 1)))
        scores.append(score)
    return scores


@pytest.mark.parametrize("query", ["drugs", "manufacturing drugs", "one goal goal", "absent", ""])
def test_scores_agree_with_the_formula(query: str) -> None:
    assert np.allclose(BM25(TEXTS).scores(terms(query)), by_hand(TEXTS, terms(query)))


@given(st.lists(st.lists(st.sampled_from("drug goal share make fund".split()), max_size=8)
                .map(" ".join), min_size=1, max_size=6))  # fmt: skip
def test_scores_agree_with_the_formula_on_any_texts(texts: list[str]) -> None:
    query = ["drug", "goal", "goal"]
    assert np.allclose(BM25(texts).scores(query), by_hand(texts, query))


def test_rarer_terms_weigh_more_and_unknown_ones_most() -> None:
    index = BM25(TEXTS)
    assert index.idf(term("manufacturing")) < index.idf(term("drugs")) < index.idf("absent")
    assert term("drugs") in index
    assert "absent" not in index
    assert set(index.vocabulary) == {name for text in TEXTS for name in terms(text)}


@pytest.mark.parametrize("texts", [[], [""], ["the of"]])
def test_texts_without_content_score_nothing(texts: list[str]) -> None:
    assert BM25(texts).scores(["drug"]).tolist() == [0.0] * len(texts)
