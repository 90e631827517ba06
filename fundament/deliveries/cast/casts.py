"""SQL that makes canonical values of texts, NULL where that can't be done without loss."""

import itertools
import re

from fundament.deliveries.cast.numbers import is_simple, plain_number, simple_number
from fundament.deliveries.declared.canonical import Column
from fundament.deliveries.declared.declaration import UNITS, ValueFormat

TRUE_WORDS, FALSE_WORDS = "('true', '1', 'yes', 'ja')", "('false', '0', 'no', 'nee')"
PLAIN = ValueFormat()
PLAIN_DATES = "['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%d']"
SERIAL, SERIAL_1904 = "excel_serial", "excel_serial_1904"
# Day 0, and the first number that is a day: before 1 March 1900 a serial counts a day that never was, and 0 stands
# where nothing is known.
EPOCHS = {"epoch_seconds": 1_000_000, "epoch_milliseconds": 1000}
SERIALS = {SERIAL: ("1899-12-30", 61), SERIAL_1904: ("1904-01-01", 1)}
# A directive of a date format, or the text before the next.
PART = re.compile(r"%-?[A-Za-z]|%%|[^%]+")
DIGITS = {"%Y": "[0-9]{4}"} | dict.fromkeys(("%y", "%m", "%d", "%H", "%M"), "[0-9]{2}")
# No place on earth is further than 14 hours from UTC.
ZONE = r"(Z|z|UTC|GMT|[+\x{2212}-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?"
# Directives that DuckDB rolls over, or does not hold against the others.
ROLLING = re.compile("%-?[jUWVGuwaA]")


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
        number = _number(column, text, typed, how, values)
        if kind == "integer":
            is_whole = f"regexp_full_match({number}, '[+-]?[0-9]+([.]0*)?')"
            return f"case when {is_whole} then try_cast({number} as integer) end"
        value = _exact(number, kind, UNITS[unit])
        if typed and UNITS[unit] != UNITS["percent"]:
            # A cell that says by its format that it is a percentage is one, whatever the unit of the column.
            value = f"case when {_is_percentage(typed, text)} then {_exact(number, kind, -2)} else {value} end"
        return value
    return f"regexp_replace({text}, 'T00:00:00$', '')" if typed else text


def why_no_value(
    column: Column,
    value: str,
    text: str,
    typed: str | None,
    how: ValueFormat,
    unit: str,
    values: dict[str, object],
) -> str:
    """SQL of the reason for which a text gives no value of its column."""
    kind = column.data_type
    if kind in ("date", "timestamp"):
        return why_no_moment(kind, value, how)
    if kind == "boolean":
        return "'neither yes nor no'"
    number = _number(column, text, typed, how, values)
    no_number = (
        f"when {number} is null and not regexp_matches({text}, '[0-9]') then 'words, where a number is expected' "
        f"when {number} is null then 'not a number in the declared form'"
    )
    if kind == "integer":
        return f"case {no_number} else 'no whole number' end"
    scale = int(kind.rstrip(")").split(",")[1])
    said = f"more decimals than the {scale} that are kept" + (f", counted in {unit}" if unit != "one" else "")
    return (
        f"case {no_number} when not {_has_decimals(number, scale + UNITS[unit])} then '{said}' "
        f"else 'larger than an amount may be' end"
    )


def _is_percentage(typed: str, text: str) -> str:
    return f"({typed} and ends_with({text}, '%'))"


def _number(column: Column, text: str, typed: str | None, how: ValueFormat, values: dict[str, object]) -> str:
    """SQL of a number in plain form, in the unit that it is written in."""
    number = plain_number(_without(column, text, how, values), how)
    if not typed:
        return number
    bare = f"rtrim({text}, '%')"
    return f"case when {typed} then {plain_number(bare, PLAIN)} else {number} end"


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
    return _scaled(f"case when {_has_decimals(number, decimals)} then {number} end", kind, exponent)


def _has_decimals(number: str, decimals: int) -> str:
    """SQL of whether a number has no more decimals than these; zeros behind them do not count."""
    return f"regexp_full_match({number}, '[+-]?[0-9]*([.][0-9]{{0,{decimals}}}0*)?')"


def _scaled(checked: str, kind: str, exponent: int) -> str:
    decimals = int(kind.rstrip(")").split(",")[1]) + exponent
    if exponent == 0:
        return f"try_cast({checked} as {kind})"
    factor = (
        f"{10**exponent}" if exponent > 0 else f"cast('{10.0**exponent}' as decimal({1 - exponent}, {-exponent}))"
    )
    return f"try_cast(try_cast({checked} as decimal(28, {decimals})) * {factor} as {kind})"


def _moment(column: Column, text: str, typed: str | None, how: ValueFormat, values: dict[str, object]) -> str:
    """Texts with an offset are instants, the others what a clock in the declared time zone shows.

    A moment becomes the instant, in UTC; a day is the day in that zone.
    """
    zone = f"'{how.time_zone}'"
    formats = [each for each in how.date_formats if each not in (*SERIALS, *EPOCHS)]
    local, instants = _parsed(column, text, formats, values) if formats else ([], [])
    is_first = any(each.startswith("%Y-%m-%d") for each in formats)
    if is_first and (column.data_type == "timestamp" or any("%H" in each for each in formats)):
        # A moment may be written out further than the format says, in ISO 8601.
        local.append(f"case when regexp_full_match({text}, '{ISO}') then try_cast({text} as timestamp) end")
        plain = f"regexp_replace({text}, '^(.{{10}}.\\d\\d:\\d\\d)([^:])', '\\1:00\\2')"
        plain = f"regexp_replace({plain}, '\\s*(Z|z|UTC|GMT)$|\\[[A-Za-z0-9_/+-]+\\]$', '')"
        plain = f"replace(replace({plain}, ',', '.'), '\u2212', '-')"
        has_zone = f"regexp_full_match({text}, '{ISO}\\s*{ZONE}(\\[[A-Za-z0-9_/+-]+\\])?')"
        instants.append(f"case when {has_zone} then try_cast({plain} as timestamptz) end")
    if typed:
        local, instants = (
            [f"case when not {typed} then {sql} end" for sql in several] for several in (local, instants)
        )
        in_utc = f"ends_with({text}, 'Z')"
        local.append(f"case when {typed} and not {in_utc} then try_strptime({text}, {PLAIN_DATES}) end")
        instants.append(f"case when {typed} and {in_utc} then try_cast({text} as timestamptz) end")
    for each in filter(how.date_formats.__contains__, SERIALS):
        day_0, first = SERIALS[each]
        digits = "[0-9]{1,7}([.][0-9]+)?" if column.data_type == "timestamp" else "[0-9]{1,7}([.]0+)?"
        serial = f"try_cast(case when regexp_full_match({text}, '{digits}') then {text} end as decimal(38, 10))"
        milliseconds = f"cast(round({serial} * 86400000) as bigint)"
        moment = f"timestamp '{day_0}' + to_milliseconds({milliseconds})"
        local.append(f"case when {serial} >= {first} then {moment} end")
    for each in filter(how.date_formats.__contains__, EPOCHS):
        number = f"case when regexp_full_match({text}, '-?[0-9]{{1,14}}([.][0-9]+)?') then {text} end"
        micros = f"cast(try_cast({number} as decimal(38, 10)) * {EPOCHS[each]} as bigint)"
        instants.append(f"make_timestamptz({micros})")
    there = [(f"coalesce({', '.join(several)})" if several else "") for several in (local, instants)]
    if column.data_type == "date":
        days = [f"cast({sql} as date)" for sql in [there[0]] if sql]
        days += [f"cast(timezone({zone}, {sql}) as date)" for sql in [there[1]] if sql]
    else:
        days = [f"cast({sql} as timestamp)" for sql in [there[1]] if sql]
        days += [f"cast(timezone({zone}, {sql}) as timestamp)" for sql in [there[0]] if sql]
    return days[0] if len(days) == 1 else f"coalesce({', '.join(days)})"


def is_no_moment(kind: str, value: str, text: str | None, how: ValueFormat) -> str:
    """SQL of whether a text gives no day that is meant: none, one outside the years, or a word such as epoch.

    `text` None: the reader made the value, and nobody knows of what. Then a day that a word stands for is none.
    """
    a_word = f"{value} in ({kind} '1900-01-01', {kind} '1970-01-01')"
    if text is not None:
        a_word += f" and not regexp_matches({text}, '[0-9]')"
    return f"case when {_is_between(kind, value, *how.years)} then {a_word} else {text or value} is not null end"


def why_no_moment(kind: str, value: str, how: ValueFormat) -> str:
    """SQL of the reason for which a value is no moment."""
    first, last = how.years
    outside = f"outside the years {first} to {last}: correct it, or declare it (years, unknown_dates)"
    is_outside = f"{_is_between(kind, value, 1000, 9999)} and not ({_is_between(kind, value, first, last)})"
    return f"case when {is_outside} then '{outside}' else 'not a valid {kind}' end"


def _is_between(kind: str, value: str, first: int, last: int) -> str:
    end = f"{last}-12-31" if kind == "date" else f"{last}-12-31 23:59:59.999999"
    return f"{value} between {kind} '{first:04}-01-01' and {kind} '{end}'"


def _parsed(
    column: Column, text: str, formats: list[str], values: dict[str, object]
) -> tuple[list[str], list[str]]:
    """SQL of the first format that fits, as it is written; and, of those with a time zone, of the instant.

    DuckDB takes 22 for the year of %Y, and fewer digits than %Y%m%d asks for. Where that would take a text away
    from the format that is meant, a pattern goes before; a year out of reach is rejected afterwards.
    """
    zoned = ["%z" in each for each in formats]
    short_year = len(formats) > 1 and any("%y" in each for each in formats)
    if not (any(zoned) or short_year or any(map(_runs_on, formats)) or any(map(ROLLING.search, formats))):
        values[f"formats_{column.name}"] = formats
        return [f"try_strptime({text}, $formats_{column.name})"], []
    local: list[str] = []
    instants: list[str] = []
    for position, (form, has_zone) in enumerate(zip(formats, zoned, strict=True)):
        one, pattern = f"format_{column.name}_{position}", f"pattern_{column.name}_{position}"
        values[pattern], values[one] = _pattern(form), form
        bare = f"regexp_replace(replace({text}, '\u2212', '-'), '[Zz]$', '+0000')" if has_zone else text
        moment = f"try_strptime({bare}, ${one})"
        moment = f"case when regexp_full_match({text}, ${pattern}) then {moment} end"
        if ROLLING.search(form) and not has_zone:
            # Day 366 of 2023 would be the first of the next year: written again it is another text.
            again = f"strftime({moment}, ${one})"
            moment = f"case when {_without_zeros(again)} = {_without_zeros(text)} then {moment} end"
        # A moment with a zone has a zone in DuckDB too; what it is where nothing fits must not depend on that.
        (instants if has_zone else local).append(f"cast({moment} as {'timestamptz' if has_zone else 'timestamp'})")
    return local, instants


def _without_zeros(text: str) -> str:
    return rf"regexp_replace(lower({text}), '(^|[^0-9])0+([0-9])', '\1\2', 'g')"


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
