"""SQL that makes canonical values of texts, NULL where that can't be done without loss."""

from fundament.deliveries.canonical import Column
from fundament.deliveries.declaration import UNITS, ValueFormat
from fundament.deliveries.numbers import is_simple, plain_number, simple_number

TRUE_WORDS, FALSE_WORDS = "('true', '1', 'yes', 'ja')", "('false', '0', 'no', 'nee')"
PLAIN = ValueFormat()
PLAIN_DATES = "['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%d']"
SERIAL = "excel_serial"
# Before 1 March 1900 a serial counts a day that never was.
FIRST_SERIAL = 61


def cast(
    column: Column, text: str, typed: str | None, how: ValueFormat, unit: str, values: dict[str, object]
) -> str:
    """SQL of the value. `typed` is SQL that says whether the text is in plain form; None: it never is."""
    kind = column.data_type
    if kind in ("date", "timestamp"):
        return _moment(column, text, typed, how, values)
    if kind == "boolean":
        return (
            f"case when lower({text}) in {TRUE_WORDS} then true when lower({text}) in {FALSE_WORDS} then false end"
        )
    if kind.startswith("decimal") and not typed and is_simple(how):
        decimals = int(kind.rstrip(")").split(",")[1]) + UNITS[unit]
        return _scaled(simple_number(text, how, decimals), kind, UNITS[unit])
    if kind.startswith("decimal") or kind == "integer":
        number = plain_number(_without(column, text, how, values), how)
        if typed:
            number = f"case when {typed} then {plain_number(text, PLAIN)} else {number} end"
        if kind == "integer":
            is_whole = f"regexp_full_match({number}, '[+-]?[0-9]+([.]0*)?')"
            return f"case when {is_whole} then try_cast({number} as integer) end"
        return _exact(number, kind, UNITS[unit])
    return f"regexp_replace({text}, 'T00:00:00$', '')" if typed else text


def _without(column: Column, text: str, how: ValueFormat, values: dict[str, object]) -> str:
    for position, word in enumerate(how.remove):
        name = f"remove_{column.name}_{position}"
        values[name] = word
        text = f"replace({text}, ${name}, '')"
    return f"trim({text})" if how.remove else text


def _exact(number: str, kind: str, exponent: int) -> str:
    """More decimals than the column keeps would be rounded silently: that is no valid value."""
    scale = int(kind.rstrip(")").split(",")[1])
    decimals = scale + exponent
    checked = (
        f"case when regexp_full_match({number}, '[+-]?[0-9]*([.][0-9]{{0,{decimals}}}0*)?') then {number} end"
    )
    return _scaled(checked, kind, exponent)


def _scaled(checked: str, kind: str, exponent: int) -> str:
    decimals = int(kind.rstrip(")").split(",")[1]) + exponent
    if exponent == 0:
        return f"try_cast({checked} as {kind})"
    factor = (
        f"{10**exponent}" if exponent > 0 else f"cast('{10.0**exponent}' as decimal({1 - exponent}, {-exponent}))"
    )
    return f"try_cast(try_cast({checked} as decimal(28, {decimals})) * {factor} as {kind})"


def _moment(column: Column, text: str, typed: str | None, how: ValueFormat, values: dict[str, object]) -> str:
    formats = [each for each in how.date_formats if each != SERIAL]
    parsed = "cast(null as timestamp)"
    if formats:
        values[f"formats_{column.name}"] = formats
        parsed = f"try_strptime({text}, $formats_{column.name})"
    if typed:
        parsed = f"case when {typed} then try_strptime({text}, {PLAIN_DATES}) else {parsed} end"
    if SERIAL in how.date_formats:
        digits = "[0-9]{1,7}([.][0-9]+)?" if column.data_type == "timestamp" else "[0-9]{1,7}([.]0+)?"
        serial = f"try_cast(case when regexp_full_match({text}, '{digits}') then {text} end as decimal(38, 10))"
        milliseconds = f"cast(round({serial} * 86400000) as bigint)"
        moment = f"timestamp '1899-12-30' + to_milliseconds({milliseconds})"
        parsed = f"coalesce({parsed}, case when {serial} >= {FIRST_SERIAL} then {moment} end)"
    if column.data_type == "date":
        return f"cast({parsed} as date)"
    return f"coalesce(cast({parsed} as timestamp), try_cast({text} as timestamp))"
