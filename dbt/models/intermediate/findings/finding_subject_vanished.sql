-- What an earlier state of an administration had and this one has not: left out by mistake, or ended without a word.
with last_said as (
    select * from {{ ref('int_subject_versions') }}
    qualify row_number() over (
        partition by publication_id, subject_type, subject_id order by version_no desc
    ) = 1
),

there as (
    {% for type, subject in subjects().items() %}
    select
        publication_id,
        '{{ type }}' as subject_type,
        {{ type }}_id as subject_id
    from {{ ref('known_' ~ subject.source) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% set kind_nl %}
case last_said.subject_type
    {% for type, subject in subjects().items() %}
    when '{{ type }}' then '{{ subject.nl }}'
    {% endfor %}
end
{% endset %}
missed as (
    select
        last_said.*,
        {{ kind_nl }} as kind_nl
    from last_said
    semi join {{ ref('known_publications') }} as publications
        on last_said.publication_id = publications.publication_id
    anti join there
        on
            last_said.publication_id = there.publication_id
            and last_said.subject_type = there.subject_type
            and last_said.subject_id = there.subject_id
)

select
    publication_id,
    subject_type,
    subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'No longer delivered, last known from ' || last_known_from || ': ' || subject_type || ' ' || subject_name
        as message_en,
    'Niet meer geleverd, laatst bekend vanaf ' || last_known_from || ': ' || kind_nl || ' ' || subject_name
        as message_nl,
    {{ line_en('last_source_file', 'last_source_line') }} as evidence,
    {{ line_nl('last_source_file', 'last_source_line') }} as evidence_nl
from missed
