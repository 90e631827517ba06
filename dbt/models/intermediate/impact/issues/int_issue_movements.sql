-- What moves the stocks of issues in a week, per component, `total` being all of them. An interval moves them on five
-- days at the most: opened, resolved, out of validation, and those on which the issue, still open, becomes more than 30
-- and more than 90 days old. Counted per day first, which leaves few rows to add up in two ways.
with intervals as (
    select
        *,
        {% for days in [30, 90] %}
        case
            when coalesce(greatest(opened_on, first_opened_on + {{ days + 1 }}) < resolved_on, true)
                then greatest(opened_on, first_opened_on + {{ days + 1 }})
        end as over_{{ days }}_days_on,
        {% endfor %}
        first_opened_on - date '1970-01-01' as birth_day
    from {{ ref('int_issue_intervals') }}
),

movements as (
    {% for movement in ['opened', 'resolved', 'left_validation', 'over_30_days', 'over_90_days'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        publication_id,
        component,
        '{{ movement }}' as movement,
        {{ movement }}_on as moved_on,
        count(*) as issues,
        count(*) filter (where interval_no > 1) as reopened,
        count(*) filter (where left_validation_on = validated_on) as validated,
        count(*) filter (where is_blocking) as blocking,
        sum(birth_day) as birth_days,
        count(over_30_days_on) as over_30_days,
        count(over_90_days_on) as over_90_days
    from intervals
    where {{ movement }}_on is not null
    group by publication_id, component, {{ movement }}_on
    {% endfor %}
)

-- What ages past a border after the status date has not done so yet.
select
    movements.publication_id,
    case when grouping(movements.component) = 1 then 'total' else movements.component end as component,
    {{ week_no('movements.moved_on') }} as week_no,
    sum(case movements.movement when 'opened' then movements.issues - movements.reopened else 0 end) as opened,
    sum(case movements.movement when 'opened' then movements.reopened else 0 end) as reopened,
    sum(case movements.movement when 'resolved' then movements.issues else 0 end) as resolved,
    sum(case movements.movement when 'left_validation' then movements.validated else 0 end) as validated,
    {% for stock in ['blocking', 'birth_days'] %}
    sum(
        case movements.movement
            when 'opened' then movements.{{ stock }}
            when 'resolved' then -movements.{{ stock }}
            else 0
        end
    ) as {{ stock }}_change,
    {% endfor %}
    {% for days in [30, 90] %}
    sum(
        case movements.movement
            when 'over_{{ days }}_days' then movements.issues
            when 'resolved' then -movements.over_{{ days }}_days
            else 0
        end
    ) as over_{{ days }}_change,
    {% endfor %}
    sum(
        case movements.movement
            when 'resolved' then movements.issues
            when 'left_validation' then -movements.issues
            else 0
        end
    ) as validation_change
from movements
inner join {{ ref('int_status_dates') }} as status_dates on movements.publication_id = status_dates.publication_id
where movements.moved_on <= status_dates.status_date
group by grouping sets (
    (movements.publication_id, week_no), (movements.publication_id, movements.component, week_no)
)
