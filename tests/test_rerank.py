"""A reranker of the user's own reorders the passages; one that can't be used is named."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.build import reranker_of
from assistant.index import Index
from assistant.rerank import CrossEncoderReranker
from assistant.retrieve import HybridRetriever, QueryEmbedder, hits_of
from corpus.errors import SettingsError
from ppp_settings import Settings
from tests.fakes import HashEmbedder, index_of
from tests.tinymodel import tiny

PAGE = "# Boats\n\n" + "\n\n".join(f"## Part {n}\n\nBoat {n} is blue." for n in "ABCDEFGHIJKL")


class Liking:
    """Prefers passages with one word."""

    def __init__(self, word: str) -> None:
        self.word = word

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        return np.array([float(self.word in each) for each in passages])


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path, PAGE)


def test_the_order_is_the_rerankers(index: Index) -> None:
    embed = QueryEmbedder(HashEmbedder())
    plain = HybridRetriever(index=index, embed=embed, top_k=3).invoke("blue boat")
    last = HybridRetriever(index=index, embed=embed, top_k=12).invoke("blue boat")[-1]
    assert last.id not in {each.id for each in plain}
    liked = last.page_content.splitlines()[-1]
    found = HybridRetriever(index=index, embed=embed, top_k=3, reranker=Liking(liked)).invoke(
        "blue boat"
    )
    assert len(found) == 3
    assert found[0].id == last.id
    assert [hit.fused for hit in hits_of(found, index)] == [1, 0, 0]


def test_a_cross_encoder_is_loaded_by_its_folder(tmp_path: Path, index: Index) -> None:
    model = tiny(tmp_path / "model", ("relevance",))
    reranker = reranker_of(Settings(reranker=str(model)))
    assert isinstance(reranker, CrossEncoderReranker)
    texts = ["Boat 1 is blue.", "Anything else.", "Boats"]
    scores = reranker.scores("Which boat?", texts)
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert np.allclose(scores, reranker.scores("Which boat?", texts))
    assert reranker.scores("Which boat?", []).shape == (0,)
    found = HybridRetriever(
        index=index, embed=QueryEmbedder(HashEmbedder()), top_k=12, reranker=reranker
    ).invoke("blue boat")
    own = reranker.scores("blue boat", [index.text_of_passage(hit.passage)
                                        for hit in hits_of(found, index)])  # fmt: skip
    assert own.tolist() == sorted(own.tolist(), reverse=True)


def test_no_reranker_is_the_default() -> None:
    assert reranker_of(Settings()) is None


def test_what_is_no_reranker_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PPP_RERANKER='.*gone'.*folder"):
        CrossEncoderReranker(str(tmp_path / "gone")).scores("Why?", ["Because."])
    three = tiny(tmp_path / "three", ("contradiction", "entailment", "neutral"))
    with pytest.raises(SettingsError, match="3 figures"):
        CrossEncoderReranker(str(three)).scores("Why?", ["Because."])
