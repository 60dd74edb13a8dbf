"""Names are learned from pages and found in questions however they are typed."""

import pytest

from assistant.names import Names

NAMES = Names([
    "America Makes grows. FDA is a member of America Makes.",
    "BioFab USA is run by the Advanced Regenerative Manufacturing Institute (ARMI).",
    "The National Institute of Standards and Technology (NIST) helps. 3D Printing is used.",
    "Each institute is designed for its members. However it works.",
])  # fmt: skip


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who runs BioFab USA?", ["biofab usa"]),
        ("who runs biofab usa", ["biofab usa"]),
        ("Is FDA in America Makes?", ["fda", "america makes"]),
        ("armi and nist and armi", ["armi", "nist"]),
        ("the national institute of standards and technology",
         ["national institute of standards and technology"]),
        ("what is an institute?", []),
        ("However, each member works", []),
        ("", []),
    ],
)  # fmt: skip
def test_names_are_found_in_order_without_regard_to_case(question: str, found: list[str]) -> None:
    assert [each.lower() for each in NAMES.find(question)] == found


def test_longest_name_wins_at_each_place() -> None:
    names = Names(["Manufacturing USA is here. Manufacturing USA Institutes are here."])
    assert [each.lower() for each in names.find("manufacturing usa institutes")] == [
        "manufacturing usa institutes"
    ]


def test_page_without_names_has_none() -> None:
    assert Names([]).find("Who runs BioFab USA?") == []
