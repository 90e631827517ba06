-- What makes a value of a text, and why a text gives none. Loaded once per connection; DuckDB writes each macro out
-- where it is called: what is declared is an argument, and costs nothing per row. It is bound with all its branches:
-- forms of numbers have a macro each. A reason that has nothing to do with a cast stands in problems.py.

-- White space. `signs` are those that do not count, `edge` is the pattern of one of them at an end. These tests are far
-- cheaper than trim(), which hardly any text needs: nearly always the first and last sign tell.

create or replace temp macro has_rare_edges(field, edge) as
    strlen(field) <> length(field) and regexp_matches(field, edge);

-- Measured: a comparison of the last sign costs half of right(), and no more than five patterns.
create or replace temp macro ends_in_others(field) as field[-1] < ' ' or ends_with(field, chr(127));

-- What a spreadsheet program writes so that a text stays one: ="00123".
create or replace temp macro may_be_formula(field) as field >= '="' and field < '=#';

create or replace temp macro text_of_formula(bare) as
    nullif(case when regexp_full_match(bare, '="[^"]*"') then bare[3:-2] else bare end, '');

create or replace temp macro may_have_white_edges(field, edge) as
    field < '!' or ends_with(field, ' ') or may_be_formula(field) or has_rare_edges(field, edge);

-- Without a list of signs trim() takes spaces alone, in a tenth of the time.
create or replace temp macro without_edges(field, signs, edge) as
    case when regexp_matches(trim(field), edge) then trim(field, signs) else trim(field) end;

-- The text that somebody who looks at a field reads there, NULL if there is none. `has_marks`: it may begin with one.
create or replace temp macro as_meant(field, signs, edge, has_marks) as
    case
        when (field < '!' and not (has_marks and (starts_with(field, chr(31)) or starts_with(field, chr(30)))))
            or field[-1] <= ' ' or ends_with(field, chr(127)) or has_rare_edges(field, edge)
            then case
                when contains(field, '="') then text_of_formula(trim(field, signs))
                else nullif(without_edges(field, signs, edge), '')
            end
        when may_be_formula(field) then text_of_formula(field)
        else field
    end;

-- Marks of a field that its format types, or has no value for.

create or replace temp macro is_typed(field) as starts_with(field, chr(31));

create or replace temp macro without_mark(field) as ltrim(field, chr(31));

create or replace temp macro is_unreadable(field) as starts_with(field, chr(30));

create or replace temp macro why_unreadable(field) as split_part(field, chr(30), 2);

create or replace temp macro shown_of_unreadable(field) as nullif(split_part(field, chr(30), 3), '');

create or replace temp macro as_shown(field) as
    case when is_unreadable(field) then shown_of_unreadable(field) else without_mark(field) end;

-- Words of the file.

create or replace temp macro unless_unknown(text, words) as
    case when not list_contains(words, lower(text)) then text end;

-- A day that the format types has no time of day that anybody wrote.
create or replace temp macro unless_typed_unknown(text, words) as
    case
        when not list_contains(words, regexp_replace(without_mark(lower(text)), 't00:00:00z?$', ''))
            then text
    end;

create or replace temp macro as_canonical_word(text, bare, words, means) as
    nullif(coalesce(means[list_position(words, bare)], text), '');

-- What a cell that the format types as a day shows where a text is wanted.
create or replace temp macro text_of_cell(bare) as regexp_replace(bare, 'T00:00:00$', '');

create or replace temp macro truth(text) as
    case
        when lower(text) in ('true', '1', 'yes', 'ja') then true
        when lower(text) in ('false', '0', 'no', 'nee') then false
    end;

-- Numbers: in plain form (digits and a point), NULL where they are none. Nothing is guessed.

-- Dutch, Belgian and Swiss books write a dash of any length, or an equals sign, where there are no cents: 75,-
create or replace temp macro no_cents() as '\s*(\p{Pd}|\x{2212}|=){1,2}';

create or replace temp macro with_point(number, point) as
    case when point = ',' then replace(number, ',', '.') else number end;

create or replace temp macro whole_without_cents(text, point) as
    nullif(regexp_extract(text, '^([+-]?[0-9]+)[' || point || ']' || no_cents() || '$', 1), '');

-- Where one pattern tells a number; NULL with more decimals than these, but for zeros behind them.
create or replace temp macro simple_number(text, point, decimals) as
    case
        when regexp_full_match(text, '[+-]?[0-9]*([' || point || '][0-9]{0,' || decimals || '}0*)?')
            then with_point(text, point)
        else whole_without_cents(text, point)
    end;

create or replace temp macro simple_number_of_any_length(text, point) as
    case
        when regexp_full_match(text, '[+-]?([0-9]+([' || point || '][0-9]*)?|[' || point || '][0-9]+)')
            then with_point(text, point)
        else whole_without_cents(text, point)
    end;

-- The last of these is what may stand between the signs of a negative number.
create or replace temp macro digits_and_signs() as '[0-9.,\x{00A0}\x{202F}\x{2019} '']+';

create or replace temp macro is_in_a_form(text, forms) as
    regexp_full_match(
        text,
        digits_and_signs()
        || case when list_contains(forms, 'minus') then '|[+-]?\s*' || digits_and_signs() else '' end
        || case when list_contains(forms, 'trailing_minus') then '|' || digits_and_signs() || '-' else '' end
        || case when list_contains(forms, 'parentheses') then '|\(' || digits_and_signs() || '\)' else '' end
    );

create or replace temp macro sign_of_groups(thousands) as
    case thousands
        when ' ' then '[ \x{00A0}\x{202F}]' when '''' then '[''\x{2019}]' when '.' then '[.]' when ',' then '[,]'
    end;

create or replace temp macro ungrouped(digits, point) as
    case
        when regexp_full_match(digits, '[0-9]+([' || point || '][0-9]*)?|[' || point || '][0-9]+')
            then with_point(digits, point)
    end;

create or replace temp macro grouped(digits, point, thousands) as
    case
        when regexp_full_match(
            digits,
            '([0-9]+|[0-9]{1,3}(' || sign_of_groups(thousands) || '[0-9]{3})+)([' || point || '][0-9]*)?|['
            || point || '][0-9]+'
        )
            then with_point(regexp_replace(digits, sign_of_groups(thousands), '', 'g'), point)
    end;

-- Both signs occur: the last is the decimal one. One occurs several times: it parts thousands. Once: it is the
-- decimal sign, unless exactly three digits follow one to three that do not start with 0: that one nobody can tell.
create or replace temp macro told_apart(digits, three_digits) as
    case
        when regexp_full_match(digits, '[0-9]{1,3}([.][0-9]{3})+,[0-9]*')
            then replace(replace(digits, '.', ''), ',', '.')
        when regexp_full_match(digits, '[0-9]{1,3}(,[0-9]{3})+[.][0-9]*') then replace(digits, ',', '')
        when regexp_full_match(digits, '[0-9]{1,3}([.][0-9]{3}){2,}') then replace(digits, '.', '')
        when regexp_full_match(digits, '[0-9]{1,3}(,[0-9]{3}){2,}') then replace(digits, ',', '')
        when regexp_full_match(digits, '[1-9][0-9]{0,2}[.,][0-9]{3}')
            then case three_digits
                when 'thousands' then regexp_replace(digits, '[.,]', '')
                when 'decimals' then replace(digits, ',', '.')
            end
        when regexp_full_match(digits, '[0-9]+([.,][0-9]*)?|[.,][0-9]+') then replace(digits, ',', '.')
    end;

-- `points`: the signs that may stand before the decimals.
create or replace temp macro with_cents(text, points) as
    regexp_replace(text, '([0-9])[' || points || ']' || no_cents() || '(\)?)$', '\1\3');

create or replace temp macro digits_of(text) as trim(regexp_replace(text, '^[-+(]|[-)]$', '', 'g'));

create or replace temp macro signed(text, digits, forms) as
    case
        when is_in_a_form(text, forms)
            then case when starts_with(text, '-') or starts_with(text, '(') or ends_with(text, '-') then '-' else '' end
                || digits
    end;

create or replace temp macro ungrouped_number(text, point, forms) as
    signed(with_cents(text, point), ungrouped(digits_of(with_cents(text, point)), point), forms);

create or replace temp macro grouped_number(text, point, forms, thousands) as
    signed(with_cents(text, point), grouped(digits_of(with_cents(text, point)), point, thousands), forms);

create or replace temp macro mixed_number(text, three_digits, forms) as
    signed(with_cents(text, '.,'), told_apart(digits_of(with_cents(text, '.,')), three_digits), forms);

create or replace temp macro number_of_cell(bare) as simple_number_of_any_length(rtrim(bare, '%'), '.');

-- A cell that says by its format that it is a percentage is one, whatever the unit of the column.
create or replace temp macro is_percentage(field) as is_typed(field) and ends_with(field, '%');

create or replace temp macro whole_number(number) as
    case when regexp_full_match(number, '[+-]?[0-9]+([.]0*)?') then try_cast(number as integer) end;

create or replace temp macro has_decimals(number, decimals) as
    regexp_full_match(number, '[+-]?[0-9]*([.][0-9]{0,' || decimals || '}0*)?');

-- More decimals than the column keeps would be rounded silently: that is no valid value.
create or replace temp macro exact(number, decimals) as
    case when has_decimals(number, decimals) then number end;

create or replace temp macro of_thousands(number) as try_cast(number as decimal(28, 12)) * 1000;

create or replace temp macro of_millions(number) as try_cast(number as decimal(28, 12)) * 1000000;

create or replace temp macro of_percents(number) as
    try_cast(number as decimal(28, 4)) * cast('0.01' as decimal(3, 2));

create or replace temp macro why_no_number(number, text) as
    case
        when number is null and not regexp_matches(text, '[0-9]') then 'words, where a number is expected'
        when number is null then 'not a number in the declared form'
    end;

create or replace temp macro why_no_whole_number(number, text) as
    coalesce(why_no_number(number, text), 'no whole number');

-- `scale`: decimals that the column keeps, `decimals`: those of a text in its unit.
create or replace temp macro why_no_amount(number, text, scale, decimals, unit) as
    coalesce(
        why_no_number(number, text),
        case
            when not has_decimals(number, decimals)
                then 'more decimals than the ' || scale || ' that are kept'
                    || case when unit = 'one' then '' else ', counted in ' || unit end
            else 'larger than an amount may be'
        end
    );

-- What number(x) of an expression is; `number`: the text in plain form. A text that is no number fails, so that
-- coalesce does not make 0 of it.
create or replace temp macro number_or_failure(text, number, words) as
    case
        when list_contains(words, lower(trim(text, ' ' || chr(31)))) then null
        when is_percentage(text)
            then cast(
                cast(trim(text, '%' || chr(31)) as decimal(28, 8)) * cast('0.01' as decimal(3, 2)) as decimal(38, 10)
            )
        else cast(
            coalesce(
                case
                    when is_typed(text) then simple_number_of_any_length(without_mark(text), '.') else number
                end,
                'no number: ' || text
            ) as decimal(38, 10)
        )
    end;

-- Days and moments. Texts with an offset are instants, the others what a clock in the declared time zone shows.

create or replace temp macro day_of_clock(clock) as cast(clock as date);

create or replace temp macro day_of_instant(instant, zone) as cast(timezone(zone, instant) as date);

create or replace temp macro moment_of_clock(clock, zone) as cast(timezone(zone, clock) as timestamp);

create or replace temp macro moment_of_instant(instant) as cast(instant as timestamp);

-- DuckDB takes 22 for the year of %Y, and fewer digits than %Y%m%d asks for: the pattern has them written out.
create or replace temp macro clock_in_format(text, format, pattern) as
    cast(case when regexp_full_match(text, pattern) then try_strptime(text, format) end as timestamp);

create or replace temp macro without_zeros(text) as
    regexp_replace(lower(text), '(^|[^0-9])0+([0-9])', '\1\2', 'g');

-- Day 366 of 2023 would be the first of the next year: written again it is another text.
create or replace temp macro clock_in_rolling_format(text, format, pattern) as
    case
        when without_zeros(strftime(clock_in_format(text, format, pattern), format)) = without_zeros(text)
            then clock_in_format(text, format, pattern)
    end;

create or replace temp macro instant_in_format(text, format, pattern) as
    cast(
        case
            when regexp_full_match(text, pattern)
                then try_strptime(regexp_replace(replace(text, chr(8722), '-'), '[Zz]$', '+0000'), format)
        end as timestamptz
    );

create or replace temp macro iso_moment() as
    '[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?';

create or replace temp macro iso_clock(text) as
    case when regexp_full_match(text, iso_moment()) then try_cast(text as timestamp) end;

create or replace temp macro with_plain_zone(text) as
    replace(
        replace(
            regexp_replace(
                regexp_replace(text, '^(.{10}.\d\d:\d\d)([^:])', '\1:00\2'),
                '\s*(Z|z|UTC|GMT)$|\[[A-Za-z0-9_/+-]+\]$',
                ''
            ),
            ',',
            '.'
        ),
        chr(8722),
        '-'
    );

create or replace temp macro iso_instant(text, zone_pattern) as
    case
        when regexp_full_match(text, iso_moment() || '\s*' || zone_pattern || '(\[[A-Za-z0-9_/+-]+\])?')
            then try_cast(with_plain_zone(text) as timestamptz)
    end;

create or replace temp macro clock_of_cell(bare) as
    case
        when not ends_with(bare, 'Z')
            then try_strptime(bare, ['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%d'])
    end;

create or replace temp macro instant_of_cell(bare) as
    case when ends_with(bare, 'Z') then try_cast(bare as timestamptz) end;

create or replace temp macro serial_number(text, fraction) as
    try_cast(
        case when regexp_full_match(text, '[0-9]{1,7}([.]' || fraction || ')?') then text end as decimal(38, 10)
    );

-- Days as a workbook counts them. Before 1 March 1900 a serial counts a day that never was, and 0 stands where nothing
-- is known: `first` is the first number that is a day. `fraction`: what may stand behind the point.
create or replace temp macro clock_of_serial(text, fraction, day_0, first) as
    case
        when serial_number(text, fraction) >= first
            then day_0 + to_milliseconds(cast(round(serial_number(text, fraction) * 86400000) as bigint))
    end;

create or replace temp macro instant_of_epoch(text, microseconds) as
    make_timestamptz(
        cast(
            try_cast(
                case when regexp_full_match(text, '-?[0-9]{1,14}([.][0-9]+)?') then text end as decimal(38, 10)
            ) * microseconds as bigint
        )
    );

create or replace temp macro is_between_years(value, first, last) as
    value >= make_date(first, 1, 1) and value < make_date(last + 1, 1, 1);

-- Days that a word such as epoch stands for.
create or replace temp macro is_day_of_a_word(value) as value in (date '1900-01-01', date '1970-01-01');

-- Whether a text gives no day that is meant: none, one outside the years, or one of a word.
create or replace temp macro is_no_day(value, text, first_year, last_year) as
    case
        when is_between_years(value, first_year, last_year)
            then is_day_of_a_word(value) and not regexp_matches(text, '[0-9]')
        else text is not null
    end;

-- The same where the reader of CSV made the value, and nobody knows of what.
create or replace temp macro is_no_day_that_was_read(value, first_year, last_year) as
    case
        when is_between_years(value, first_year, last_year) then is_day_of_a_word(value)
        else value is not null
    end;

create or replace temp macro why_no_day(value, kind, first_year, last_year) as
    case
        when is_between_years(value, 1000, 9999)
            and not is_between_years(value, first_year, last_year)
            then 'outside the years ' || first_year || ' to ' || last_year
                || ': correct it, or declare it (years, unknown_dates)'
        else 'not a valid ' || kind
    end;

-- The one number that is a date.
create or replace temp macro why_no_year(first_year, last_year) as
    'outside the years ' || first_year || ' to ' || last_year
    || ': correct it, or declare it (years)';

-- 1,23457E+15: two ids would be one. The cheap comparisons go first: few ids begin with a figure.
create or replace temp macro is_cut_by_a_sheet(text, bare) as
    text >= '0' and text < ':' and contains(text, 'E+')
    and regexp_full_match(bare, '[0-9]([.,][0-9]+)?E[+][0-9]{1,3}');
