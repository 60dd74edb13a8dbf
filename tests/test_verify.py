import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Citation
from assistant.claim import claim_of
from assistant.facts import dates, numbers
from assistant.generate import Draft
from assistant.proper import names
from assistant.verify import objection
from corpus.models import Page
from ingest.read import read_page
from ppp_settings import PROJECT
from tests.lying_model import GRANTS_PAGE, LIES, marking_lies

FDA_FILE = PROJECT / "corpus" / "pages" / "public-private-partnerships.md"
