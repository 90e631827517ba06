-- The citation of each of these lines, where a mart that names a line gives one.
with lines as (
    from marts.migrations select source_file, source_line, citation
    union all
    from marts.dim_service select source_file, source_line, citation
    union all
    from marts.dim_contract select source_file, source_line, citation
    union all
    from marts.dim_scenario select source_file, source_line, citation
    union all
    from marts.measures select source_file, source_line, citation
    union all
    from marts.issues select source_file, source_line, citation
)

select source_file, source_line, any_value(citation) as citation
from lines
where
    citation is not null
    and (source_file, source_line) in (select unnest($files), unnest($lines))
group by all
order by all
