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

missed as (
    select
        last_said.*,
        last_said.last_source_file as source_file,
        last_said.last_source_line as source_line
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
    {{ finding('subject_vanished', 'subject_type', 'subject_id') }}
from missed
