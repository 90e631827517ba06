"""SQL that makes canonical values of texts, NULL where that can't be done without loss."""

import itertools
import re

from fundament.deliveries.canonical import Column
from fundament.deliveries.declaration import UNITS, ValueFormat
from fundament.deliveries.numbers import is_simple, plain_number, simple_number

TRUE_WORDS, FALSE_WORDS = "('true', '1', 'yes', 'ja')", "('false', '0', 'no', 'nee')"
PLAIN = ValueFormat()
PLAIN_DATES = "['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%d']"
SERIAL, SERIAL_1904 = "excel_serial", "excel_serial_1904"
# Day 0, and the first number that is a day: before 1 March 1900 a serial counts a day that never was, and 0 stands
# where nothing is known.
SERIALS = {SERIAL: ("1899-12-30", 61), SERIAL_1904: ("1904-01-01", 1)}
# A directive of a date format, or the text before the next.
PART = re.compile(r"%-?[A-Za-z]|%%|[^%]+")
DIGITS = {"%Y": "[0-9]{4}"} | dict.fromkeys(("%y", "%m", "%d", "%H", "%M"), "[0-9]{2}")
ZONE = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)"


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
    formats = [each for each in how.date_formats if each not in SERIALS]
    parsed = _parsed(column, text, formats, values) if formats else "cast(null as timestamp)"
    if typed:
        parsed = f"case when {typed} then try_strptime({text}, {PLAIN_DATES}) else {parsed} end"
    for each in filter(how.date_formats.__contains__, SERIALS):
        day_0, first = SERIALS[each]
        digits = "[0-9]{1,7}([.][0-9]+)?" if column.data_type == "timestamp" else "[0-9]{1,7}([.]0+)?"
        serial = f"try_cast(case when regexp_full_match({text}, '{digits}') then {text} end as decimal(38, 10))"
        milliseconds = f"cast(round({serial} * 86400000) as bigint)"
        moment = f"timestamp '{day_0}' + to_milliseconds({milliseconds})"
        parsed = f"coalesce({parsed}, case when {serial} >= {first} then {moment} end)"
    if column.data_type == "date":
        return f"cast({parsed} as date)"
    if any(each.startswith("%Y-%m-%d") for each in formats):
        # A moment may be written out further than the format says, in ISO 8601.
        return f"coalesce(cast({parsed} as timestamp), try_cast({text} as timestamp))"
    return f"cast({parsed} as timestamp)"


def is_no_moment(kind: str, value: str, text: str | None) -> str:
    """SQL of whether a text gives no day that anybody means: none, the year 22 or 20222, or a word such as epoch.

    `text` None: the reader made the value, and nobody knows of what. Then a day that a word stands for is none.
    """
    a_word = f"{value} in ({kind} '1900-01-01', {kind} '1970-01-01')"
    if text is not None:
        a_word += f" and not regexp_matches({text}, '[0-9]')"
    last = "9999-12-31" if kind == "date" else "9999-12-31 23:59:59.999999"
    return (
        f"case when {value} between {kind} '1000-01-01' and {kind} '{last}' "
        f"then {a_word} else {text or value} is not null end"
    )


def _parsed(column: Column, text: str, formats: list[str], values: dict[str, object]) -> str:
    """The first format that fits; a day with a time zone is the day as it is written.

    DuckDB takes 22 for the year of %Y, and fewer digits than %Y%m%d asks for. Where that would take a text away
    from the format that is meant, a pattern goes before; a year out of reach is rejected afterwards.
    """
    zoned = [each.endswith("%z") for each in formats]
    short_year = len(formats) > 1 and any("%y" in each for each in formats)
    if not (any(zoned) or short_year or any(map(_runs_on, formats))):
        values[f"formats_{column.name}"] = formats
        return f"try_strptime({text}, $formats_{column.name})"
    tried = []
    for position, (form, has_zone) in enumerate(zip(formats, zoned, strict=True)):
        one, pattern = f"format_{column.name}_{position}", f"pattern_{column.name}_{position}"
        values[pattern] = _pattern(form)
        bare = f"regexp_replace({text}, 'Z$', '+0000')" if has_zone else text
        if has_zone and column.data_type == "date":
            form, bare = form.removesuffix("%z").rstrip(), f"regexp_replace({text}, '\\s*{ZONE}$', '')"
        values[one] = form
        moment = f"cast(try_strptime({bare}, ${one}) as timestamp)"
        tried.append(f"case when regexp_full_match({text}, ${pattern}) then {moment} end")
    return f"coalesce({', '.join(tried)})"


def _runs_on(form: str) -> bool:
    """Whether figures follow one another without a sign between them."""
    parts = PART.findall(form)
    return any(one in DIGITS and two in DIGITS for one, two in itertools.pairwise(parts))


def _pattern(form: str) -> str:
    """Pattern of what a format may read: as many figures as it asks for, where only their number parts them."""
    parts = PART.findall(form)
    pattern = ""
    for position, part in enumerate(parts):
        beside = parts[max(position - 1, 0) : position + 2]
        if part in ("%Y", "%y") or (part in DIGITS and sum(each in DIGITS for each in beside) > 1):
            pattern += DIGITS[part]
        elif part == "%z":
            pattern += ZONE
        else:
            pattern += ".+" if part.startswith("%") else re.escape(part)
    return pattern
