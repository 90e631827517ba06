{# Sentences of the models: `sentences()` has them, these fill in the values. See docs/decisions/0032. #}

{# The sentence of that name in that language, as an expression. `code` is a column that says which of several it is;
   codes that have none get `other`. #}
{% macro said(name, language, code=none) -%}
    {%- set found = namespace(sentence=sentences()) -%}
    {%- for step in name.split('.') -%}
        {%- set found.sentence = found.sentence[step] -%}
    {%- endfor -%}
    {%- if code is none -%}
        {{ filled(found.sentence[language], language) }}
    {%- else -%}
        case {{ code }}
        {%- for value, sentence in found.sentence.items() if value != 'other' %}
            when '{{ value }}' then {{ filled(sentence[language], language) }}
        {%- endfor -%}
        {%- if found.sentence.other %}
            else {{ filled(found.sentence.other[language], language) }}
        {%- endif %}
        end
    {%- endif -%}
{%- endmacro %}

{# The columns of a finding, all of them expressions of its model: what it is about, what it weighs by, its four texts, and
   the rows that it rests on: `sources`, or the one that its evidence names. #}
{% macro finding(
    rule, subject_type, subject_id, qualifier="''", amount_gross='null', days='null', message_code=none, sources=none
) -%}
    publication_id,
    {{ subject_type }} as subject_type,
    {{ subject_id }} as subject_id,
    {{ qualifier }} as qualifier,
    cast({{ amount_gross }} as decimal(18, 2)) as amount_gross,
    cast({{ days }} as integer) as days,
    {{ said(rule ~ '.message', 'en', message_code) }} as message_en,
    {{ said(rule ~ '.message', 'nl', message_code) }} as message_nl,
    {{ said(rule ~ '.evidence', 'en') }} as evidence,
    {{ said(rule ~ '.evidence', 'nl') }} as evidence_nl,
    {% if sources is none and '{source_file}' in sentences()[rule].evidence.en -%}
        {%- set sources = source_of() -%}
    {%- endif -%}
    cast({{ sources or 'null' }} as varchar) as sources
{%- endmacro %}

{# A template as an expression: text and values in turn. `[a]` is there where all its values are known, `[a|b]` is the
   first of which they are, and nothing else will do unless the last is empty. #}
{% macro filled(template, language) -%}
    {%- set at = namespace(is_start=true) -%}
    {%- set has_others = [] -%}
    {{- "''" if not template -}}
    {%- for chunk in template.split('{') -%}
        {%- if not loop.first -%}
            {{- '' if at.is_start else ' || ' }}{{ place(chunk.split('}')[0], language) -}}
            {%- set at.is_start = false -%}
        {%- endif -%}
        {%- set text = chunk if loop.first else chunk.split('}')[1] -%}
        {%- for piece in text.replace('[', '\n[\n').replace('|', '\n|\n').replace(']', '\n]\n').split('\n') if piece -%}
            {%- if piece == '[' -%}
                {{- '' if at.is_start else ' || ' }}coalesce({% do has_others.append(false) -%}
            {%- elif piece == '|' -%}
                , {% do has_others.append(has_others.pop() or true) -%}
            {%- elif piece == ']' -%}
                {%- set is_single = not has_others.pop() -%}
                {{- "''" if at.is_start else ", ''" if is_single }})
            {%- else -%}
                {{- '' if at.is_start else ' || ' }}{{ quoted(piece) -}}
            {%- endif -%}
            {%- set at.is_start = piece in ('[', '|') -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# One value of a template: `name`, `name:format`, `name:one|many`, or `name:code=words|code=words|other words`. A `#`
   before the words is the value. `:[` and `:]` are brackets. #}
{% macro place(inside, language) -%}
    {%- set name = inside.split(':')[0] -%}
    {%- set form = inside[name | length + 1:] -%}
    {%- if not name -%}
        {{ quoted(form) }}
    {%- elif '=' in form -%}
        case {{ name }}
        {%- for choice in form.split('|') -%}
            {%- if '=' in choice %} when '{{ choice.split('=')[0] }}' then {{ quoted(choice.split('=')[1]) -}}
            {%- else %} else {{ quoted(choice) }}{% endif -%}
        {%- endfor %} end
    {%- elif '|' in form -%}
        if({{ name }} = 1, {{ counted(name, form.split('|')[0]) }}, {{ counted(name, form.split('|')[1]) }})
    {%- elif form == 'lines' -%}
        replace(replace({{ name }}, chr(31), {{ quoted(sentences().at_line[language]) }}), chr(30), '; ')
    {%- elif form == 'inside' -%}
        lower(left({{ name }}, 1)) || substr({{ name }}, 2)
    {%- elif form -%}
        {{ in_numbers(name, form, language) }}
    {%- else -%}
        cast({{ name }} as varchar)
    {%- endif -%}
{%- endmacro %}

{% macro counted(number, words) -%}
    {{ number ~ ' || ' if words[:1] == '#' }}{{ quoted(words.replace('#', '')) }}
{%- endmacro %}

{% macro quoted(text) -%}
    '{{ text.replace("'", "''") }}'
{%- endmacro %}

{# A number as text: `amount` to the cent with its thousands apart, `money` the same in its currency, `million` with one decimal,
   `number` without trailing zeros. Dutch has point and comma the other way round. #}
{% macro in_numbers(number, form, language) -%}
    {%- set english -%}
    {%- if form in ('money', 'amount') -%}
        {{ "'¤ ' || " if form == 'money' }}if({{ number }} < 0, '-', '')
        || format('{:,}', cast(trunc(abs(cast({{ number }} as decimal(18, 2)))) as bigint))
        || right(cast(cast({{ number }} as decimal(18, 2)) as varchar), 3)
    {%- elif form == 'million' -%}
        cast(cast(cast({{ number }} as decimal(28, 2)) * cast(0.000001 as decimal(7, 6)) as decimal(28, 1)) as varchar)
    {%- elif form == 'number' -%}
        rtrim(rtrim(cast(cast({{ number }} as decimal(28, 8)) as varchar), '0'), '.')
    {%- endif -%}
    {%- endset -%}
    {{ english if language == 'en' else 'replace(replace(replace(' ~ english ~ ", ',', ';'), '.', ','), ';', '.')" }}
{%- endmacro %}
