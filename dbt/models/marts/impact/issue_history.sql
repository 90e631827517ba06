{% set named = ['publication_id', 'issue_id', 'event_type', 'event_at', 'event_on', 'delivery_id', 'source_file',
    'source_line', 'citation'] %}
with issues as (
    select * from {{ ref('known_issues') }}
),

logged as (
    select * from {{ ref('known_issue_events') }}
),

openings as (
    select * from logged
    where event_type = 'opened'
),

-- Where an issue has events its history is from them; its own row says when it was opened, where no event does.
gathered as (
    select
        {{ named | join(',
        ') }},
        'event' as event_basis
    from logged
    {% for moment, column, told in [
        ('opened', 'created', 'openings'), ('resolved', 'resolved', 'logged'), ('validated', 'validated', 'logged')
    ] %}
    union all
    select
        issues.publication_id,
        issues.issue_id,
        '{{ moment }}' as event_type,
        issues.{{ column }}_at as event_at,
        issues.{{ column }}_on as event_on,
        issues.delivery_id,
        issues.source_file,
        issues.source_line,
        issues.citation,
        'issue' as event_basis
    from issues
    anti join {{ told }} on issues.publication_id = {{ told }}.publication_id and issues.issue_id = {{ told }}.issue_id
    where issues.{{ column }}_at is not null
    {% endfor %}
)

select
    gathered.publication_id,
    gathered.issue_id,
    cast(
        row_number() over (
            partition by gathered.publication_id, gathered.issue_id
            order by
                gathered.event_at,
                {{ event_order('gathered.event_type') }},
                gathered.source_file,
                gathered.source_line
        ) as integer
    ) as event_no,
    gathered.event_type,
    gathered.event_at,
    gathered.event_on,
    gathered.event_basis,
    gathered.delivery_id,
    gathered.source_file,
    gathered.source_line,
    gathered.citation
from gathered
inner join {{ ref('int_status_dates') }} as status_dates
    on gathered.publication_id = status_dates.publication_id
where gathered.event_on <= status_dates.status_date
