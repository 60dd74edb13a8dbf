"""Choosing sentences, the reader's interface, retrieval and composing, on small pages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from numpy.typing import NDArray

from assistant.bounds import LIKELY, MOSTLY, SELDOM, told_in_passing
from assistant.chain import Assistant
from assistant.choose import choose
from assistant.crossencoder import OnnxReader, Reader, reader_text
from assistant.features import HOPELESS, NAMES, coverage, proper_names
from assistant.find import READ_STEPS, Finder, best_first
from assistant.followup import Standalone
from assistant.index import Index, SentenceRef
from assistant.library import Library
from assistant.read import CONFIDENCE, Reading, feature_matrix, packaged_weights, read
from assistant.retrieve import HybridRetriever, QueryEmbedder, Search, hits_of, search
from corpus.embedder import MINILM_ID
from corpus.errors import ModelError
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, index_of

PAGE = """# Boat club

The club was founded in 1952. It has 40 boats.

## Rules

Members must:

- wear a vest,
- sign the book, and
- return before dark.

## Fees

Rowing is free on Monday.
"""


BOTH_CLUBS = {"Boat club", "Carrick club"}


class CountingReader:
    """A reader that likes one word and remembers what it read; `other` is what else it says."""

    def __init__(self, word: str, other: float = -6.0) -> None:
        self.word, self.other = word, other
        self.read: list[str] = []

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        self.read += sentences
        return np.array([6.0 if self.word in each else self.other for each in sentences])


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path, PAGE)


def found_by(index: Index, reader: Reader, question: str) -> tuple[Finder, list[str]]:
    finder = Finder(QueryEmbedder(HashEmbedder()), reader, packaged_weights(), 10)
    found = finder.find(index, Standalone(question, question))
    reading = read(found.query, found.candidates, packaged_weights())
    assert reading is not None
    return finder, [ref.quote for ref in reading.chosen]


def test_packaged_weights_fit_the_features_and_the_embedder() -> None:
    weights = packaged_weights()
    assert weights.embedder == MINILM_ID
    assert weights.first.shape == (len(NAMES),)
    assert weights.reader.shape == (len(NAMES) + 1,)
    for each in (weights.confidence, weights.mean, weights.scale):
        assert each.shape == (len(CONFIDENCE),)
    assert weights.reader[-1] > 0


def test_the_reader_decides_between_like_sentences(index: Index) -> None:
    _, quotes = found_by(index, CountingReader("40 boats"), "What about the club?")
    assert "It has 40 boats." in quotes


def test_a_list_asked_for_is_quoted_whole(index: Index) -> None:
    _, quotes = found_by(index, CountingReader("Members must"), "List what members must do")
    assert quotes == [
        "Members must:", "wear a vest,", "sign the book, and", "return before dark."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said", "quotes"),
    [
        ("What else must they do?", "wear a vest, [1]",
         ["Members must:", "sign the book, and", "return before dark."]),
        ("What else must they do?", "", ["Members must:", "wear a vest,", "sign the book, and",
                                         "return before dark."]),
    ],
)  # fmt: skip
def test_what_else_is_the_rest_of_a_list(
    index: Index, question: str, said: str, quotes: list[str]
) -> None:
    reading = reading_of(index, "Members", Standalone(question, question, said=said))
    assert [each.quote for each in reading.chosen] == quotes


@pytest.mark.parametrize(
    ("question", "rest"), [("Which other boats does it have?", False), ("What else?", True)]
)
def test_the_rest_of_a_list_is_no_answer_to_what_other_things_there_are(
    index: Index, question: str, rest: bool
) -> None:
    reading = reading_of(index, "40 boats", Standalone(question, question, said="wear a vest, [1]"))
    assert ("sign the book, and" in {each.quote for each in reading.chosen}) is rest


@pytest.mark.parametrize(
    ("liked", "other", "read"),
    [
        ("Boat", HOPELESS + 1, READ_STEPS[0]),
        ("none", HOPELESS + 1, READ_STEPS[-1]),
        ("none", HOPELESS - 1, READ_STEPS[0]),
    ],
)
def test_the_reader_reads_on_where_something_comes_near_an_answer_and_none_is_one(
    tmp_path: Path, liked: str, other: float, read: int
) -> None:
    bench = Bench(tmp_path)
    bench.write("long.md", "# Long\n\n" + " ".join(f"Boat {n} is blue." for n in range(60)))
    bench.ingest()
    reader = CountingReader(liked, other)
    found_by(Index(bench.store.open()), reader, "Which boat is blue?")
    assert len(reader.read) == read


def test_the_reader_sees_heading_lead_in_and_the_sentence_before(index: Index) -> None:
    page = index.snapshot.pages[0]
    texts = [reader_text(SentenceRef(page, n)) for n in range(len(page.sentences))]
    assert "Boat club - Rules: Members must: wear a vest," in texts
    assert "Boat club: It has 40 boats. (The club was founded in 1952.)" in texts
    assert "Boat club: Fees" in texts


def test_packaged_reader_prefers_the_answer() -> None:
    reader = OnnxReader()
    assert isinstance(reader, Reader)
    answer, other = reader.logits(
        "When was the club founded?",
        ["Boat club: The club was founded in 1952.", "Boat club: It has 40 boats."],
    )
    assert answer > other
    assert reader.logits("Anything?", []).shape == (0,)


def test_the_number_of_threads_changes_no_logit() -> None:
    sentences = [f"Boat club: {'The club is old. ' * n}It has {n} boats." for n in range(9)]
    one, two = (OnnxReader(threads=n).logits("How many boats?", sentences) for n in (1, 2))
    assert one.tolist() == two.tolist()


def test_a_missing_reader_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.onnx.*reinstall"):
        OnnxReader(path=tmp_path / "gone.onnx").logits("Why?", ["Because."])
    with pytest.raises(ModelError, match=r"gone\.npz.*reinstall"):
        OnnxReader(matrices=tmp_path / "gone.npz").logits("Why?", ["Because."])


def test_retriever_documents_are_spans_of_the_page(index: Index) -> None:
    retriever = HybridRetriever(index=index, embed=QueryEmbedder(HashEmbedder()), top_k=2)
    documents = retriever.invoke("rowing free Monday")
    text = index.snapshot.pages[0].text
    assert len(documents) == 2 and isinstance(documents[0], Document)
    for each in documents:
        assert each.page_content == text[each.metadata["start"] : each.metadata["end"]]
    assert [hit.passage.id for hit in hits_of(documents, index)] == [each.id for each in documents]


def test_lexical_match_wins_where_vectors_say_nothing(index: Index) -> None:
    hits = search(index, Search("rowing free Monday"), QueryEmbedder(HashEmbedder()), 5)
    scores = [hit.fused for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert max(hits, key=lambda hit: hit.lexical).passage.section[-1] == "Fees"
    assert all(0 <= each <= 1 for each in scores)


def test_a_follow_up_is_looked_up_bare_whole_and_joined_with_the_earlier_question() -> None:
    assert Search("a").parts() == [("a", 1.0)]
    assert Search("a (b)", "a", "b").parts() == [("a", 0.5), ("a (b)", 0.2), ("b a", 0.3)]
    assert Search("a", "", "b").parts() == [("a", 0.7), ("b a", 0.3)]


def test_queries_are_embedded_once() -> None:
    embedder = HashEmbedder()
    embed = QueryEmbedder(embedder)
    assert (embed("same") == embed("same")).all()
    assert embedder.embedded == ["same"]


def test_coverage_is_a_share_of_weight() -> None:
    assert coverage({"a": 3.0, "b": 1.0}, {"a"}) == 0.75
    assert coverage({}, {"a"}) == 1.0


def test_names_are_found_inside_a_question() -> None:
    assert proper_names("Who runs BioFab USA in 2023?") == ["biofab", "usa", "2023"]


def test_features_and_logits_make_one_matrix(index: Index) -> None:
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader("x"), packaged_weights(), 10)
    found = finder.find(index, Standalone("boats", "boats"))
    assert feature_matrix(found.candidates).shape == (len(found.candidates), len(NAMES) + 1)


def sections_of(index: Index, word: str, alone: Standalone) -> list[str]:
    """Headings of the passages found, as ordered for a reader that likes one word."""
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader(word), packaged_weights(), 10)
    hits = finder.find(index, alone).hits
    assert [hit.fused for hit in hits] == sorted((hit.fused for hit in hits), reverse=True)
    assert all(0 <= hit.fused <= 1 for hit in hits)
    return [hit.passage.section[-1] for hit in hits]


def test_the_passage_that_the_reader_takes_for_the_answer_moves_up(index: Index) -> None:
    alone = Standalone("Which fees?", "Which fees?")
    unmoved = sections_of(index, "none of the words", alone)
    assert unmoved.index("Rules") > 0
    moved = sections_of(index, "vest", alone)
    assert moved.index("Rules") < unmoved.index("Rules")
    assert sorted(moved) == sorted(unmoved)


def test_a_follow_up_keeps_the_order_in_which_it_was_found(index: Index) -> None:
    alone = Standalone("Which fees?", "Which fees?", context="And the boats?")
    assert sections_of(index, "vest", alone) == sections_of(index, "none of the words", alone)


def test_hits_of_several_questions_are_ordered_by_score_each_passage_once(index: Index) -> None:
    embed = QueryEmbedder(HashEmbedder())
    one, two, *_ = search(index, Search("boats"), embed, 3)
    lower = [replace(one, fused=0.2), replace(two, fused=0.5)]
    higher = [replace(one, fused=0.9), replace(two, fused=0.1)]
    assert best_first([*lower, *higher]) == [higher[0], lower[1]]


def test_an_empty_part_of_a_store_is_no_error(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("one.md", "Hello world.")
    bench.ingest()
    own = Settings(store=bench.store.root)
    answer = Assistant(own, Library(Store(own.store)), HashEmbedder()).invoke("Who is the king?")
    assert answer.retrieved


@pytest.mark.parametrize(
    ("question", "word", "missing"),
    [
        ("When was the club founded?", "1952", 0.0),
        ("When do members sign the book?", "sign the book", 1.0),
        ("Who signs the book?", "sign the book", 0.0),
    ],
)
def test_a_date_that_no_quote_shows_is_told_to_the_confidence(
    index: Index, question: str, word: str, missing: float
) -> None:
    reading = reading_of(index, word, Standalone(question, question))
    assert reading.signals[CONFIDENCE.index("figure_missing")] == missing


def reading_of(index: Index, word: str, alone: Standalone) -> Reading:
    """What is read for a question by a reader that likes one word."""
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader(word), packaged_weights(), 10)
    found = finder.find(index, alone)
    reading = read(found.query, found.candidates, packaged_weights())
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("text", "asked", "kept"),
    [
        ("Was the club founded in 1952?", "Was the club founded in 1952?", True),
        ("Was the club founded in 1960?", "Was the club founded in 1960?", False),
        ("And in 1960 (was the club founded in 1952)?", "And in 1960?", False),
        ("Why is that (was the club founded in 1952)?", "Why is that?", True),
    ],
)
def test_another_year_than_the_one_asked_for_is_hardly_an_answer(
    index: Index, text: str, asked: str, kept: bool
) -> None:
    reading = reading_of(index, "1952", Standalone(text, asked))
    assert "The club was founded in 1952." in [each.quote for each in reading.chosen]
    assert (reading.confidence > SELDOM) == kept


DATED = """# Boat club

In September 2020 the club held a race. The Harbor Office for Boats runs it.
"""


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What was held in September 2020?", True),
        ("What was held in March 2020?", False),
        ("what was held in march 2020", False),
        ("What was held in March?", False),
        ("What was held on 3 March?", False),
        ("What was held after March 2020?", True),
        ("What may be held in 2020?", True),
    ],
)
def test_another_month_than_the_one_asked_for_is_hardly_an_answer(
    tmp_path: Path, question: str, kept: bool
) -> None:
    reading = reading_of(index_of(tmp_path, DATED), "September", Standalone(question, question))
    assert "September" in reading.chosen[0].quote
    assert (reading.confidence > SELDOM) == kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What is the HOB?", True),
        ("What is the Harbor Office?", True),
        ("What's the Boat Club?", True),
        ("What is Moderna?", False),
        ("Who was Ada Lovelace?", False),
        ("What is the Moderna Office?", False),
        ("What is the point of it?", True),
    ],
)
def test_what_something_is_is_hardly_told_by_a_sentence_on_something_else(
    tmp_path: Path, question: str, kept: bool
) -> None:
    reading = reading_of(index_of(tmp_path, DATED), "Harbor", Standalone(question, question))
    assert "Harbor" in reading.chosen[-1].quote
    assert (reading.confidence > SELDOM) == kept


@pytest.mark.parametrize(("heading", "kept"), [("Partners", False), ("The Open Boat Week", True)])
def test_what_something_is_is_hardly_told_where_it_is_named_in_passing(
    tmp_path: Path, heading: str, kept: bool
) -> None:
    question = "What is the Open Boat Week?"
    text = f"# Boat club\n\n## {heading}\n\nThe club takes part in the Open Boat Week.\n"
    reading = reading_of(index_of(tmp_path, text), "takes part", Standalone(question, question))
    assert "takes part" in " ".join(ref.quote for ref in reading.chosen)
    assert (reading.confidence > SELDOM) == kept


@pytest.mark.parametrize(
    ("question", "said", "titles"),
    [
        ("What fee does it have?", "It has 40 boats. [1]", {"Boat club"}),
        ("What fee does it have in Carrick?", "It has 40 boats. [1]", BOTH_CLUBS),
        ("What fee does it have?", "It has 40 boats. It has a fee in Carrick.", BOTH_CLUBS),
        ("What fee does it have?", "Nothing that a page says.", BOTH_CLUBS),
        ("What fee does it have?", "", BOTH_CLUBS),
    ],
)
def test_what_leans_on_an_answer_is_read_on_the_pages_that_it_quotes(
    tmp_path: Path, question: str, said: str, titles: set[str]
) -> None:
    bench = Bench(tmp_path)
    bench.write("boats.md", PAGE)
    bench.write("carrick.md", "# Carrick club\n\nIt has a fee in Carrick. The fee is low.\n")
    bench.ingest()
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader(""), packaged_weights(), 10)
    alone = Standalone(question, question, said=said)
    found = finder.find(Index(bench.store.open()), alone)
    assert {each.ref.page.title for each in found.candidates} == titles


@pytest.mark.parametrize(
    ("line", "kept"),
    [("In 2020 the club held a race.", False), ("This page was last updated in 2020.", True)],
)
def test_a_page_is_not_as_old_as_what_it_tells(tmp_path: Path, line: str, kept: bool) -> None:
    question = "When was this page last updated?"
    index = index_of(tmp_path, f"# Boat club\n\n{line}\n")
    assert (reading_of(index, "2020", Standalone(question, question)).confidence > SELDOM) == kept


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("How many boats?", "", True),
        ("How many boats?", "It has 40 boats.", True),
        ("How many boats does Lena have?", "It has 40 boats.", False),
        ("What do the boats cost?", "It has 40 boats.", False),
        ("And the boats?", "It has 40 boats.", False),
        ("Has it any boats?", "It has 40 boats.", True),
        ("Has it any canoes?", "It has 40 boats.", False),
        ("Is it?", "It has 40 boats.", False),
    ],
)
def test_a_repeated_quote_answers_a_follow_up_only_by_what_it_asks_for(
    index: Index, question: str, said: str, kept: bool
) -> None:
    reading = reading_of(index, "40 boats", Standalone(question, question, said=said))
    assert [each.quote for each in reading.chosen] == ["It has 40 boats."]
    assert (reading.confidence > SELDOM) == kept


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Where is the club?", False),
        ("On what day was the club founded?", False),
        ("What is meant by founded?", False),
        ("What is the club?", True),
        ("In what year was the club founded?", True),
        ("What is meant by the club?", True),
    ],
)
def test_a_place_a_day_or_a_meaning_that_is_asked_for_has_to_be_told(
    index: Index, question: str, told: bool
) -> None:
    reading = reading_of(index, "1952", Standalone(question, question))
    assert reading.chosen[0].quote == "The club was founded in 1952."
    assert (reading.confidence > SELDOM) == told


MENDED = """# Boat club

In May the club mended its boats, to keep them dry. The boats were sold because of the rain.
"""
QUOTED = "In May the club mended its boats, to keep them dry."


@pytest.mark.parametrize("question", ["What for?", "And why?", "When?"])
def test_what_was_told_in_passing_is_quoted_again_for_a_question_without_words(
    tmp_path: Path, question: str
) -> None:
    alone = Standalone(f"{question} (the club mended)", question, said=f"{QUOTED} [1]")
    reading = reading_of(index_of(tmp_path, MENDED), "club", alone)
    assert QUOTED in [ref.quote for ref in reading.chosen]
    assert reading.confidence >= LIKELY


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Since when?", QUOTED),
        ("By whom?", QUOTED),
        ("How many?", QUOTED),
        ("Why were the boats sold?", QUOTED),
        ("What for?", "Something else."),
    ],
)
def test_what_a_quote_does_not_tell_was_not_told_in_passing(
    index: Index, question: str, said: str
) -> None:
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader("-"), packaged_weights(), 10)
    query = finder.find(index, Standalone(question, question, said=said)).query
    assert not told_in_passing(query, QUOTED)


@pytest.mark.parametrize(
    ("word", "question", "said"),
    [("40 boats", "How many?", "It has 40 boats. [1]"),
     ("1952", "When was it?", "The club was founded in 1952. [1]")],
)  # fmt: skip
def test_a_figure_quoted_in_passing_answers_a_follow_up(
    index: Index, word: str, question: str, said: str
) -> None:
    alone = Standalone(f"{question} ({word} club)", question, said=said)
    assert reading_of(index, word, alone).confidence >= LIKELY


@pytest.mark.parametrize(
    ("logit", "said", "quotes"), [(1.5, "", 2), (0.5, "", 1), (-0.5, "", 1), (1.5, "Before.", 1)]
)
def test_a_far_sentence_is_quoted_too_where_the_reader_takes_it_for_an_answer(
    index: Index, logit: float, said: str, quotes: int
) -> None:
    finder = Finder(QueryEmbedder(HashEmbedder()), CountingReader("-"), packaged_weights(), 10)
    found = finder.find(index, Standalone("club", "club"))
    logits = {"The club was founded in 1952.": 3.0, "It has 40 boats.": logit}
    two = [
        replace(each, logit=logits[each.ref.quote])
        for each in found.candidates
        if each.ref.quote in logits
    ]
    order = np.argsort([-each.logit for each in two])
    scores = np.array([20.0 if each.logit == 3 else 0.0 for each in two])
    assert len(choose(replace(found.query, said=said), two, scores, order)) == quotes


ABBREVIATED = """# Boat club

The Harbor Office for Boats (HOB) runs the club. The FDA and the HOB meet in the hall.
"""


@pytest.mark.parametrize(
    ("question", "word", "least", "most"),
    [
        ("What does HOB stand for?", "runs", MOSTLY, 1.0),
        ("I see hob everywhere. What is it short for?", "runs", MOSTLY, 1.0),
        ("What does FDA stand for?", "FDA", 0.0, SELDOM),
    ],
)
def test_an_acronym_is_answered_by_its_long_form_or_not_at_all(
    tmp_path: Path, question: str, word: str, least: float, most: float
) -> None:
    reading = reading_of(index_of(tmp_path, ABBREVIATED), word, Standalone(question, question))
    assert least <= reading.confidence <= most


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("The club is led by Lena Holm and two others.", True),
        ("The club is led by the Advanced Rowing Institute.", False),
        ("The club is led by BoatFab USA and others.", False),
    ],
)
def test_where_a_person_is_asked_for_a_body_is_hardly_an_answer(
    tmp_path: Path, page: str, kept: bool
) -> None:
    index = index_of(tmp_path, f"# Boats\n\n{page}\n")
    reading = reading_of(index, "led", Standalone("Who leads the club?", "Who leads the club?"))
    assert (reading.confidence > SELDOM) == kept
