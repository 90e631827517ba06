-- Lines of the issues: of each week what happened in it, and of the stock those that are open.
with happened as (
    select
        publication_id,
        cast(date_trunc('week', event_on) as date) + 7 as period_end,
        source_file,
        source_line,
        citation
    from marts.issue_history
    semi join (select publication_id, issue_id from marts.issues where is_in_flow) as counted
        using (publication_id, issue_id)
),

weeks as (
    select
        publication_id,
        period_end,
        count(*) as lines,
        min_by(struct_pack(source_file, source_line, citation), source_line, $shown_lines) as first_lines
    from happened
    group by publication_id, period_end
    qualify row_number() over (partition by publication_id order by period_end desc) <= $most + 1
)

select publication_id, 'week' as about, cast(period_end as varchar) as what, lines, first_lines from weeks
union all
select
    publication_id,
    'component' as about,
    case when grouping(component) = 1 then 'total' else component end as what,
    count(*) as lines,
    min_by(struct_pack(source_file, source_line, citation), source_line, $shown_lines) as first_lines
from marts.issues
where issue_state = 'open'
group by grouping sets ((publication_id, component), (publication_id))
order by all
