-- Lines of the issues: of each week those that were opened or resolved in it, and of the stock those that are open.
with moved as (
    select publication_id, first_opened_on as moved_on, source_file, source_line, citation from marts.issues
    union all
    select publication_id, resolved_on, source_file, source_line, citation from marts.issues
),

weeks as (
    select
        publication_id,
        cast(date_trunc('week', moved_on) as date) + 7 as period_end,
        count(*) as parts,
        min_by(struct_pack(source_file, source_line, citation), source_line, 3) as largest
    from moved
    where moved_on is not null
    group by publication_id, period_end
    qualify row_number() over (partition by publication_id order by period_end desc) <= $most + 1
)

select publication_id, 'week' as about, cast(period_end as varchar) as what, parts, largest from weeks
union all
select
    publication_id,
    'component' as about,
    case when grouping(component) = 1 then 'total' else component end as what,
    count(*) as parts,
    min_by(struct_pack(source_file, source_line, citation), source_line, 3) as largest
from marts.issues
where issue_state = 'open'
group by grouping sets ((publication_id, component), (publication_id))
order by all
