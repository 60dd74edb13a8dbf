"""Quotes that are silent on what a question asks for."""

from pathlib import Path

import numpy as np
import pytest

from assistant.features import Query
from assistant.index import SentenceRef
from assistant.kinds import wanted
from assistant.silence import is_silent
from tests.fakes import index_of


def silent(folder: Path, question: str, *quotes: str, kind: str = "prose") -> bool:
    text = "\n".join(f"- {each}" for each in quotes) if kind == "item" else " ".join(quotes)
    page = index_of(folder, f"# Page\n\n{text}\n").snapshot.pages[0]
    refs = [SentenceRef(page, number) for number in range(len(page.sentences))]
    chosen = [ref for ref in refs if ref.sentence.kind == kind]
    assert [ref.quote for ref in chosen] == list(quotes)
    query = Query(question, np.zeros(3), {}, frozenset(), wanted(question))
    return is_silent(query, chosen)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("On what day did it open?", "It opened on 4 May.", "It opened in May."),
        ("How much did they pay for it?", "They paid 40 crowns.", "They paid for all of it."),
        ("How much does it cost?", "Rowing is free on Monday.", "It costs a fee."),
        ("Where is the club based?", "It is based in Carrick.", "The club has boats."),
        ("How can I join the club?", "Contact the club.", "We look forward to seeing you."),
        ("Where can I read more about the boats?", "Read more at Boats.", "It has boats."),
        ("Where can I find more on boats?", "Read more at Boats.", "Read more at Sheds."),
        ("How many boats lived on?", "Three boats lived on.", "Boats were given 60 oars."),
        ("Which two boats won?", "Two boats won: Ada and Bee.", "The race was won by two boats."),
        ("Can I row on Sundays?", "Rowing is free on Monday.", "You can row."),
        ("Is it open at weekends?", "It is open seven days a week.", "It is open."),
        ("Which paper told it?", "The paper was the Post.", "Then a paper told it."),
        ("What did the poll show?", "It shows that all row.", "A poll was taken in 2016."),
        ("What is a skiff?", "A skiff is a narrow boat.", "It came by skiff."),
        ("What is meant by a skiff?", "A skiff (a narrow boat) came.", "It came by skiff."),
        ("When was this page updated?", "Content current as of May.", "It opened in May."),
    ],
)
def test_a_quote_tells_what_is_asked_for_or_is_silent(
    tmp_path: Path, question: str, told: str, untold: str
) -> None:
    assert not silent(tmp_path / "told", question, told)
    assert silent(tmp_path / "untold", question, untold)


def test_a_quote_that_does_not_have_the_word_may_still_say_what_it_is(tmp_path: Path) -> None:
    assert not silent(tmp_path, "what is deadline", "Applications are due by 4 May.")


def test_a_name_may_have_a_weekday(tmp_path: Path) -> None:
    assert not silent(tmp_path, "What is sold at the Sunday Market?", "Jam is sold.")


def test_of_several_quotes_one_that_tells_is_enough(tmp_path: Path) -> None:
    assert not silent(tmp_path, "How many boats won?", "Boats had oars.", "Two boats won.")


def test_the_items_of_a_list_name_its_members(tmp_path: Path) -> None:
    assert not silent(tmp_path, "Which two boats won?", "Ada", "Bee of the two boats", kind="item")


def test_a_list_of_other_things_that_has_the_group_as_an_item_names_no_members(
    tmp_path: Path,
) -> None:
    question = "What are the nine boats that have to be on the label?"
    assert silent(tmp_path / "a", question, "The price.", "Any of the nine old boats.", kind="item")
    assert not silent(tmp_path / "b", question, "The Ada.", "The nine boats: Ada, …", kind="item")


def test_a_question_that_asks_for_no_such_thing_is_never_unanswered_here(tmp_path: Path) -> None:
    assert not silent(tmp_path, "Why did the club row?", "It has boats.")
