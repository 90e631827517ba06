{{ config(materialized='table') }}
-- Of the rules on lines: per publication and rule how many lines it is about, where there is no verdict_no, and how
-- many have each verdict. By itself, because it grows with the lines; what is made of it does not.
with subjects as (
    select
        publication_id,
        rule_id
    from {{ ref('int_rule_subjects') }}
    where subject_type = 'line'
),

line_verdicts as (
    {{ line_verdicts(ref('int_spend_classes'), of_the_line=[]) | indent(4) }}
)

select
    publication_id,
    rule_id,
    cast(null as smallint) as verdict_no,
    count(*) as lines
from subjects
group by publication_id, rule_id
union all
select
    publication_id,
    rule_id,
    verdict_no,
    count(*) as lines
from line_verdicts
group by publication_id, rule_id, verdict_no
