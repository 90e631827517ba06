"""Numbers written by people: SQL that gives them in plain form (digits and a point), or NULL where they are none.

Nothing is guessed. Where decimal_separator is `mixed`, this tells the decimal sign from the thousands sign:
both signs occur: the last one is the decimal sign; one of them occurs several times: it parts thousands;
it occurs once: it is the decimal sign, unless exactly three digits follow one to three digits that do not start
with 0; that one nobody can tell, and `mixed_three_digits` says what it is.
"""

from fundament.deliveries.declared.declaration import ValueFormat

# Dutch, Belgian and Swiss books write a dash of any length, or an equals sign, where there are no cents: 75,-
NO_CENTS = r"\s*(\p{Pd}|\x{2212}|=){1,2}"


def is_simple(how: ValueFormat) -> bool:
    """Whether one pattern tells a number: digits, one known decimal sign, a minus in front."""
    plain = how.decimal_separator != "mixed" and not how.thousands_separator and not how.remove
    return plain and how.negative_forms == ["minus"]


def simple_number(text: str, how: ValueFormat, decimals: int) -> str:
    """SQL of a simple number in plain form, NULL with more decimals than these; zeros behind them do not count."""
    point = how.decimal_separator
    plain = f"replace({text}, ',', '.')" if point == "," else text
    pattern = f"[+-]?[0-9]*([{point}][0-9]{{0,{decimals}}}0*)?"
    return f"case when regexp_full_match({text}, '{pattern}') then {plain} {_without_cents(text, point)} end"


def _without_cents(text: str, point: str) -> str:
    """Further branch of a case: a dash instead of cents is no sign of a negative number."""
    whole = f"regexp_extract({text}, '^([+-]?[0-9]+)[{point}]{NO_CENTS}$', 1)"
    return f"else nullif({whole}, '')"


def plain_number(text: str, how: ValueFormat) -> str:
    """SQL of the number in plain form."""
    point, group = how.decimal_separator, how.thousands_separator
    if is_simple(how):
        plain = f"replace({text}, ',', '.')" if point == "," else text
        pattern = f"[+-]?([0-9]+([{point}][0-9]*)?|[{point}][0-9]+)"
        return f"case when regexp_full_match({text}, '{pattern}') then {plain} {_without_cents(text, point)} end"
    points = ".," if point == "mixed" else point
    text = rf"regexp_replace({text}, '([0-9])[{points}]{NO_CENTS}(\)?)$', '\1\3')"
    # The last of these is what may stand between the signs of a negative number.
    body = r"[0-9.,\x{00A0}\x{202F}\x{2019} '']+"
    forms = {"minus": rf"[+-]?\s*{body}", "trailing_minus": rf"{body}-?", "parentheses": rf"{body}|\({body}\)"}
    allowed = "|".join(f"({forms[form]})" for form in how.negative_forms) or f"({body})"
    digits = f"trim(regexp_replace({text}, '^[-+(]|[-)]$', '', 'g'))"
    unsigned = _mixed(digits, how) if point == "mixed" else _grouped(digits, point, group)
    is_negative = f"starts_with({text}, '-') or starts_with({text}, '(') or ends_with({text}, '-')"
    return (
        f"case when regexp_full_match({text}, '{allowed}') "
        f"then (case when {is_negative} then '-' else '' end) || ({unsigned}) end"
    )


def _grouped(digits: str, point: str, group: str) -> str:
    if not group:
        pattern, plain = f"[0-9]+([{point}][0-9]*)?|[{point}][0-9]+", digits
    else:
        signs = {" ": r"[ \x{00A0}\x{202F}]", "'": r"[''\x{2019}]", ".": "[.]", ",": "[,]"}[group]
        pattern = f"([0-9]+|[0-9]{{1,3}}({signs}[0-9]{{3}})+)([{point}][0-9]*)?|[{point}][0-9]+"
        plain = f"regexp_replace({digits}, '{signs}', '', 'g')"
    if point == ",":
        plain = f"replace({plain}, ',', '.')"
    return f"case when regexp_full_match({digits}, '{pattern}') then {plain} end"


def _mixed(digits: str, how: ValueFormat) -> str:
    three = {
        "reject": "null",
        "thousands": f"regexp_replace({digits}, '[.,]', '')",
        "decimals": f"replace({digits}, ',', '.')",
    }[how.mixed_three_digits]
    return f"""case
        when regexp_full_match({digits}, '[0-9]{{1,3}}([.][0-9]{{3}})+,[0-9]*')
            then replace(replace({digits}, '.', ''), ',', '.')
        when regexp_full_match({digits}, '[0-9]{{1,3}}(,[0-9]{{3}})+[.][0-9]*') then replace({digits}, ',', '')
        when regexp_full_match({digits}, '[0-9]{{1,3}}([.][0-9]{{3}}){{2,}}') then replace({digits}, '.', '')
        when regexp_full_match({digits}, '[0-9]{{1,3}}(,[0-9]{{3}}){{2,}}') then replace({digits}, ',', '')
        when regexp_full_match({digits}, '[1-9][0-9]{{0,2}}[.,][0-9]{{3}}') then {three}
        when regexp_full_match({digits}, '[0-9]+([.,][0-9]*)?|[.,][0-9]+') then replace({digits}, ',', '.')
    end"""
