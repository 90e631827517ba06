"""Our expectation types for Great Expectations: one per kind of check that `expectations/` may declare."""

from typing import Any, ClassVar

from great_expectations.expectations.core import UnexpectedRowsExpectation

# How many there are, in each of them: GX hands on the first two hundred.
NUMBER = "number_of_unexpected_rows"


class ExpectNoRows(UnexpectedRowsExpectation):
    """Passes where `unexpected_rows_query` gives no row; each row has `NUMBER`.

    GX's own asks the query twice, for the rows and for their number: of lines that is half the time of the checks.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *arguments: Any, **named: Any) -> Any:
        rows = metrics["unexpected_rows_query.table"]
        number = rows[0][NUMBER] if rows else 0
        shown = [{column: value for column, value in row.items() if column != NUMBER} for row in rows]
        found = {"unexpected_rows_query.table": shown, "unexpected_rows_query.row_count": number}
        return super()._validate({**metrics, **found}, *arguments, **named)


class ExpectTotalsAgree(ExpectNoRows):
    """Passes where two queries add up to the same totals per key: the rows are the keys that differ."""


class ExpectReferencesAreKnown(ExpectNoRows):
    """Passes where what rows name is there: the rows are those that name something else."""
