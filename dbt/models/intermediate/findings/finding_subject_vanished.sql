-- What an earlier state of an administration had and this one has not: left out by mistake, or ended without a word.
with states as (
    select
        publication_id,
        delivered_publication_id,
        known_on,
        count(*) over (partition by delivered_publication_id) as states
    from {{ ref('known_publications') }}
),

{% set kinds = {
    'contract': ('contracts', 'contract_name', 'contract', 'het contract'),
    'service': ('services', 'service_name', 'service', 'de dienst'),
    'migration': ('migrations', 'migration_id', 'migration', 'de migratie'),
    'issue': ('issues', 'title', 'issue', 'het punt'),
    'measure': ('measures', 'title', 'measure', 'de maatregel'),
    'milestone': ('milestones', 'title', 'milestone', 'de mijlpaal'),
} %}
named as (
    {% for kind, words in kinds.items() %}
    select
        publication_id,
        '{{ kind }}' as subject_type,
        {{ kind }}_id as subject_id,
        {{ words[1] }} as subject_name,
        '{{ words[2] }}' as kind_en,
        '{{ words[3] }}' as kind_nl,
        source_file,
        source_line
    from {{ ref('known_' ~ words[0]) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

seen as (
    select
        states.delivered_publication_id,
        states.known_on,
        named.*
    from named
    inner join states on named.publication_id = states.publication_id and states.states > 1
),

-- As each subject was last seen before each later state.
last_seen as (
    select
        states.publication_id,
        states.known_on as missed_on,
        seen.subject_type,
        seen.subject_id,
        max(seen.known_on) as known_on,
        arg_max(seen.subject_name, seen.known_on) as subject_name,
        any_value(seen.kind_en) as kind_en,
        any_value(seen.kind_nl) as kind_nl,
        arg_max({{ line_en('seen.source_file', 'seen.source_line') }}, seen.known_on) as evidence,
        arg_max({{ line_nl('seen.source_file', 'seen.source_line') }}, seen.known_on) as evidence_nl
    from states
    inner join seen
        on states.delivered_publication_id = seen.delivered_publication_id and states.known_on > seen.known_on
    group by states.publication_id, states.known_on, seen.subject_type, seen.subject_id
)

select
    last_seen.publication_id,
    last_seen.subject_type,
    last_seen.subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'No longer delivered, last known from ' || last_seen.known_on || ': ' || last_seen.kind_en || ' '
    || last_seen.subject_name as message_en,
    'Niet meer geleverd, laatst bekend vanaf ' || last_seen.known_on || ': ' || last_seen.kind_nl || ' '
    || last_seen.subject_name as message_nl,
    last_seen.evidence,
    last_seen.evidence_nl
from last_seen
anti join named
    on
        last_seen.publication_id = named.publication_id
        and last_seen.subject_type = named.subject_type
        and last_seen.subject_id = named.subject_id
