{# Money stays DECIMAL: a division of DECIMALs would give DOUBLE, so shares are taken in whole cents. #}

{# The upper border of what has none. No NULL: a left join on `<=` or NULL of a million parts compares each with each. #}
{% macro above_every_amount() -%}
    cast(999999999999999 as decimal(18, 2))
{%- endmacro %}

{# The part of an amount that falls in the first `days` of `total_days`, in cents, halves away from zero. #}
{% macro amount_up_to(amount, days, total_days) -%}
    cast(
        sign({{ amount }}) * cast(
            (cast(cast(abs({{ amount }}) as decimal(38, 2)) * 100 as hugeint) * 2 * ({{ days }}) + ({{ total_days }}))
            // (2 * ({{ total_days }})) as decimal(38, 0)
        ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
    )
{%- endmacro %}

{# The part of an amount from day `first_day` up to, not including, day `last_day`, out of `total_days`.
   Adjoining parts add up to the amount to the cent. #}
{% macro amount_between(amount, first_day, last_day, total_days) -%}
    cast(
        {{ amount_up_to(amount, last_day, total_days) }}
        - {{ amount_up_to(amount, first_day, total_days) }} as decimal(18, 2)
    )
{%- endmacro %}

{# 100 * numerator / denominator with eight decimals cut off, never through DOUBLE. #}
{% macro percentage_of(numerator, denominator) -%}
    cast(
        sign({{ numerator }}) * sign({{ denominator }}) * cast(
            cast(abs({{ numerator }}) * 1000000000000 as hugeint)
            // nullif(cast(abs({{ denominator }}) * 100 as hugeint), 0) as decimal(38, 0)
        ) * cast(0.00000001 as decimal(9, 8)) as decimal(28, 8)
    )
{%- endmacro %}

{# What a sum of rounded terms may be at the least and at the most: half of each term's unit either way. #}
{% macro lowest(amount, rounding_units_sum) -%}
    ({{ amount }} - {{ rounding_units_sum }} * cast(0.5 as decimal(2, 1)))
{%- endmacro %}

{% macro highest(amount, rounding_units_sum) -%}
    ({{ amount }} + {{ rounding_units_sum }} * cast(0.5 as decimal(2, 1)))
{%- endmacro %}

{# An amount net of VAT from one including it, to the cent, halves away from zero; NULL where the rate is unknown. #}
{% macro net_of_gross(amount_gross, vat_rate) -%}
    {%- set rate = 'cast((1 + ' ~ vat_rate ~ ') * 1000000 as bigint)' -%}
    case
        -- The same in 64 bits, which a line nearly always fits: a twentieth of the time.
        when abs({{ amount_gross }}) < 1000000000
            then
                cast(
                    cast(
                        sign({{ amount_gross }})
                        * ((cast(abs({{ amount_gross }}) * 100 as bigint) * 2000000 + {{ rate }}) // (2 * {{ rate }}))
                        as decimal(18, 0)
                    ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
                )
        else {{ amount_times_ratio(amount_gross, '1000000', rate) }}
    end
{%- endmacro %}

{# An amount including VAT from one net of it, to the cent, halves away from zero; NULL where the rate is unknown. #}
{% macro gross_of_net(amount_net, vat_rate) -%}
    case
        -- DuckDB multiplies narrow decimals in 18 figures, eight of them behind the point.
        when abs({{ amount_net }}) < 1000000000 then cast({{ amount_net }} * (1 + {{ vat_rate }}) as decimal(18, 2))
        else cast(cast({{ amount_net }} as decimal(20, 2)) * cast(1 + {{ vat_rate }} as decimal(10, 6)) as decimal(18, 2))
    end
{%- endmacro %}

{# The two amounts of a line: as delivered, else from the other and the rate. #}
{% macro line_gross(line='') -%}
coalesce({{ line }}amount_gross, {{ gross_of_net(line ~ 'amount_net', line ~ 'vat_rate') }})
{%- endmacro %}

{% macro line_net(line='') -%}
coalesce({{ line }}amount_net, {{ net_of_gross(line ~ 'amount_gross', line ~ 'vat_rate') }})
{%- endmacro %}

{# amount * numerator / denominator (whole numbers, denominator above zero), to the cent, halves away from zero. #}
{% macro amount_times_ratio(amount, numerator, denominator) -%}
    cast(
        sign({{ amount }}) * sign({{ numerator }}) * cast(
            (
                cast(cast(abs({{ amount }}) as decimal(38, 2)) * 100 as hugeint) * 2 * abs({{ numerator }})
                + ({{ denominator }})
            ) // (2 * ({{ denominator }})) as decimal(38, 0)
        ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
    )
{%- endmacro %}

{# Whole cents of an amount. #}
{% macro cents(amount) -%}
    cast(cast({{ amount }} as decimal(38, 2)) * 100 as hugeint)
{%- endmacro %}

{# amount * numerator / denominator (denominator above zero) with ten decimals: a term of a sum that is rounded once. #}
{% macro unrounded_ratio(amount, numerator, denominator) -%}
    cast(
        sign({{ amount }}) * sign({{ numerator }}) * cast(
            (
                cast(cast(abs({{ amount }}) as decimal(38, 2)) * 10000000000 as hugeint) * 2 * abs({{ numerator }})
                + ({{ denominator }})
            ) // (2 * ({{ denominator }})) as decimal(38, 0)
        ) * cast(0.0000000001 as decimal(10, 10)) as decimal(38, 10)
    )
{%- endmacro %}

{# A sum of such terms to the cent, halves away from zero. The last decimals of its terms decide nothing. #}
{% macro rounded_once(amount) -%}
    cast(round(round({{ amount }}, 8), 2) as decimal(18, 2))
{%- endmacro %}

{# Words with the currency of their publication where the sentences leave room for it. #}
{% macro in_currency(words, currency) -%}
    replace({{ words }}, '¤', coalesce({{ currency }}, 'EUR'))
{%- endmacro %}
