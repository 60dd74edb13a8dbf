"""What the reader's training is made of: rows, splits, and layers made ready for int8."""

import json
import random
from pathlib import Path

import torch
from torch import nn

from assistant.crossencoder import reader_text
from assistant.index import SentenceRef
from evals.reader.far import with_far
from evals.reader.lists import NEGATIVES, sample_list, sloppy
from evals.reader.pages import WrittenPage, held_out_titles, written_pages
from evals.reader.rows import Row, Vectorizer, load_unanswered
from evals.reader.smooth import smooth
from evals.reader.split import held_out
from tests.fakes import index_of


def two_layers() -> nn.Sequential:
    torch.manual_seed(7)
    return nn.Sequential(nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 2))


class Keyed(nn.Module):
    """Layers that take their input by name, as the cross-encoder does."""

    def __init__(self, layers: nn.Module) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layers(given)
        return result


def spiky() -> torch.Tensor:
    """Inputs of which one column is a hundred times as large as the others; shape (16, 8)."""
    torch.manual_seed(8)
    return torch.randn(16, 8) * torch.tensor([100.0] + [1.0] * 7)


def test_smooth_layers_compute_the_same() -> None:
    model, given = Keyed(two_layers()), spiky()
    before = model(given)
    smooth(model, model.layers, [{"given": given}])
    assert torch.allclose(model(given), before, rtol=1e-4, atol=1e-5)


def test_smooth_layers_have_even_inputs() -> None:
    model, given = Keyed(two_layers()), spiky()
    smooth(model, model.layers, [{"given": given}])
    inverse = dict(model.named_parameters())["layers.0.inverse"]
    before, after = given.abs().amax(0), (given * inverse).abs().amax(0)
    assert after.max() / after.min() < before.max() / before.min() / 5


def test_held_out_questions_share_no_article_with_the_others(tmp_path: Path) -> None:
    rows = [
        {"question": f"{name} {number}?", "answerable": True, "gold_pages": [f"{name}-{number}"]}
        for name in ("ant", "bee", "cat", "dog")
        for number in (0, 1)
    ]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (tmp_path / "questions.jsonl").write_text(text, "utf-8")
    assert held_out(tmp_path) == ["ant 0?", "ant 1?", "dog 0?", "dog 1?"]


def test_a_list_begins_with_its_answer_and_has_one_sentence_of_another_text() -> None:
    row = Row("Who?", ["Ada."], [f"near {n}" for n in range(9)], "pages")
    other = Row("When?", ["In May."], ["Far."], "pages")
    rng = random.Random(3)
    lists = [sample_list(row, {"pages": [other]}, rng) for _ in range(200)]
    assert all(sentences[0] == "Ada." for sentences, answered in lists if answered)
    assert all(len(sentences) == NEGATIVES + answered for sentences, answered in lists)
    assert all(len({"In May.", "Far."} & set(sentences)) == 1 for sentences, _ in lists)


def test_a_question_without_an_answer_gets_none() -> None:
    row = Row("Who?", [], [f"near {n}" for n in range(9)], "pages")
    assert not any(sample_list(row, {"pages": [row]}, random.Random(n))[1] for n in range(50))


def test_a_sloppy_question_keeps_its_words() -> None:
    assert sloppy("Who runs BioFab USA?") == "who runs biofab usa"


def test_labels_of_written_pages_point_at_their_sentences() -> None:
    pages = written_pages()
    assert len(pages) > 600
    assert held_out_titles() <= {page.title for page in pages}
    for page in pages:
        numbers = [n for question in page.questions for n in question.answers]
        assert all(0 <= n < len(page.sentences) for n in numbers), page.title


def test_questions_that_stand_alone_ask_for_what_their_pages_say() -> None:
    named = [(question, page) for page in written_pages() for question in page.named]
    assert len(named) > 4_000
    for question, page in named:
        assert all(0 <= n < len(page.sentences) for n in question.answers), page.title


def written_in(folder: Path) -> WrittenPage:
    """A page of an office, with a question that leans on it and one that stands alone."""
    sentence = {"heading": "Notice", "kind": "prose"}
    page = {
        "title": "Pipes",
        "sentences": [
            {**sentence, "text": "The Harbour Trust Office (HTO) looks after all pipes."},
            {**sentence, "text": "We send a letter 45 days before."},
        ],
        "questions": [{"q": "How much warning do I get?", "answers": [1], "kind": "number"}],
    }
    asked = [{"q": "How much warning does HTO give?", "answers": [1], "kind": "number"}]
    for name, value in (("pages", page), ("named", {"title": "Pipes", "questions": asked})):
        (folder / name).mkdir()
        (folder / name / "a.jsonl").write_text(json.dumps(value) + "\n", "utf-8")
    return written_pages(folder)[0]


def test_a_written_page_has_its_questions_as_strangers_ask_them(tmp_path: Path) -> None:
    page = written_in(tmp_path)
    assert [each.text for each in page.questions] == ["How much warning do I get?"]
    assert [each.text for each in page.named] == ["How much warning does HTO give?"]
    assert page.named[0].answers == page.questions[0].answers == (1,)


def test_a_written_sentence_is_trained_on_as_it_is_read_with_its_owner(tmp_path: Path) -> None:
    page = written_in(tmp_path)
    (real,) = index_of(tmp_path / "store", page.markdown()).snapshot.pages
    read = [reader_text(SentenceRef(real, n)) for n in range(len(real.sentences))]
    assert page.reader_texts()[1] in read
    assert "Harbour Trust Office (HTO) - Pipes - Notice" in page.reader_texts()[1]
    assert page.reader_headings()[0] in read


def public_set(folder: Path) -> Path:
    (folder / "pages").mkdir(parents=True)
    page = "---\ntitle: Ants\nurl: https://ants.example/ants-000042\n---\n\n{}\n"
    text = page.format("Ants live in colonies. A queen lays all eggs.")
    (folder / "pages" / "ants-000042.md").write_text(text, "utf-8")
    rows = [
        {"id": "7000042", "question": "how old does a queen get", "answerable": False,
         "gold_pages": []},
        {"id": "7000043", "question": "who lays the eggs", "answerable": True,
         "gold_pages": ["ants-000042"]},
    ]  # fmt: skip
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def test_unanswered_question_comes_with_all_sentences_of_its_page(tmp_path: Path) -> None:
    rows = load_unanswered(public_set(tmp_path / "small"), set(), Vectorizer())
    assert {row.question for row in rows} == {"how old does a queen get"}
    assert all(row.answering == [] for row in rows)
    assert sorted(rows[0].other) == ["Ants: A queen lays all eggs.", "Ants: Ants live in colonies."]


def test_held_out_unanswered_question_is_left_out(tmp_path: Path) -> None:
    folder = public_set(tmp_path / "small")
    asked = "how old does a queen get"
    assert asked in held_out(folder) and asked in held_out(folder, train_on_unanswered=True)
    assert load_unanswered(folder, {"how old does a queen get"}, Vectorizer()) == []


def test_question_that_names_something_gets_near_sentences_that_lack_the_name() -> None:
    lacking, naming = "Salt: Salt is mined here.", "Salt: Orbury has the mine."
    rows = [
        Row("When did the Orbury mine open?", [], ["Mines: It is shut."], "pages", "Mines"),
        Row("Who runs it?", [], [lacking, naming], "pages", "Salt"),
    ]
    named, leaning = with_far(rows, Vectorizer())
    assert named.far == (lacking,)
    assert leaning.far == ()


def test_a_question_that_stands_alone_is_answered_by_no_other_page() -> None:
    rows = [
        Row("how much warning before pipes", [], ["Pipes: Nobody tells."], "named", "Pipes"),
        Row("How long?", ["Wells: We warn 45 days before."], [], "pages", "Wells"),
    ]
    assert with_far(rows, Vectorizer())[0].far == ("Wells: We warn 45 days before.",)


def test_some_lists_are_of_the_wrong_pages_alone() -> None:
    row = Row("Who?", ["Ada."], ["near"], "pages", far=("far", "off"))
    rng = random.Random(5)
    lists = [sample_list(row, {"pages": [row]}, rng) for _ in range(300)]
    wrong = [sentences for sentences, answered in lists if "Ada." not in sentences]
    assert ["far", "off"] in wrong
    assert all("Ada." in sentences for sentences, answered in lists if answered)
