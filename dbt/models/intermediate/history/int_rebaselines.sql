-- The date that each subject was planned for at first (number 0), and each later change of it: the end of a contract or
-- migration, the last day of a milestone, the due date of a measure, the target of an issue. The original date is the
-- one delivered as such, also where it came later than a plan; else the first plan that is known.
with said as (
    select * from {{ ref('int_subject_versions') }}
),

-- The first row delivered gives the end as agreed at first (number 0), each row the end at its time.
ends as (
    select
        *,
        0 as order_no,
        original_end_date as end_date
    from said
    where original_end_date is not null
    qualify
        row_number() over (
            partition by publication_id, subject_type, subject_id order by as_at, known_from, source_file
        ) = 1
    union all
    select
        *,
        1 as order_no,
        planned_end_date as end_date
    from said
    where planned_end_date is not null
),

compared as (
    select
        *,
        lag(end_date) over history as end_before,
        first_value(order_no) over history = 0 as is_original_delivered,
        first_value(end_date) over stated as first_stated_end_date
    from ends
    window
        history as (
            partition by publication_id, subject_type, subject_id
            order by order_no, as_at, known_from, source_file
        ),
        stated as (
            partition by publication_id, subject_type, subject_id
            order by as_at, known_from, order_no, source_file
        )
),

changes as (
    select
        *,
        row_number() over series - 1 as rebaseline_no,
        first_value(end_date) over series as first_end_date,
        lag(end_date) over series as previous_end_date
    from compared
    where end_before is distinct from end_date
    window series as (
        partition by publication_id, subject_type, subject_id order by order_no, as_at, known_from, source_file
    )
)

select
    publication_id,
    subject_type,
    subject_id,
    cast(rebaseline_no as integer) as rebaseline_no,
    known_from as known_on,
    as_at as as_of_date,
    end_date as planned_end_date,
    first_end_date as original_end_date,
    case when is_original_delivered then 'delivered' else 'first_plan' end as baseline_basis,
    first_stated_end_date,
    previous_end_date,
    cast(end_date - first_end_date as integer) as slip_days_against_original,
    cast(end_date - previous_end_date as integer) as slip_days_against_previous,
    delivery_id,
    source_file,
    source_line,
    citation
from changes
