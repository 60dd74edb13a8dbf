"""Errors that a user can mend, each with the exit code of the command line.

PppError (2)
├── SettingsError (2)
├── QuestionError (2)
├── SourceError (2)
├── PageError (2)
├── ModelError (2)
└── StoreError (2)
    └── NoSnapshotError (4)
"""


class PppError(Exception):
    """Base of every error whose message names the thing, the value found and the remedy."""

    exit_code = 2


class SettingsError(PppError):
    """A setting has an unknown name or a value that is out of its range."""


class QuestionError(PppError):
    """A question or its history cannot be asked: empty, too long, not text, unknown role."""


class SourceError(PppError):
    """A source cannot be used: no such file, broken sources.toml, unreachable page."""


class PageError(SourceError):
    """One page cannot be read: no text in it, broken front matter, unsupported format."""


class ModelError(PppError):
    """A model is missing or its weights are not the expected ones."""


class StoreError(PppError):
    """The store cannot be read or written."""


class NoSnapshotError(StoreError):
    """The store holds no published snapshot: there is nothing to serve."""

    exit_code = 4
