"""Documents whose pages are values: what tests look at before anything is painted."""

from __future__ import annotations

from dataclasses import dataclass

from eventkit.findings import Finding, sort_findings
from eventkit.typesetting import DocumentInfo, Page, PagedDocument
from eventkit.typesetting.layout.preflight import check_page


@dataclass(frozen=True, slots=True)
class Book:
    """A document with all its pages.

    Raises:
        ValueError: As `PagedDocument.from_pages` raises it.
    """

    pages: tuple[Page, ...]
    info: DocumentInfo

    def __post_init__(self) -> None:
        _ = self.document

    @property
    def document(self) -> PagedDocument:
        """The document, to be painted."""
        return PagedDocument.from_pages(self.info, self.pages)


def check_book(book: Book) -> tuple[Finding, ...]:
    """The findings of all pages, gravest first."""
    return sort_findings(
        finding for number, page in enumerate(book.pages, 1) for finding in check_page(page, f"page {number}")
    )
