-- How many printed figures of the publication came out with which verdict; a NULL verdict is all of them.
select
    verdict,
    count(*) as figures
from marts.source_reconciliation
where publication_id = $publication_id
group by grouping sets ((verdict), ())
order by list_position(['exact', 'source_only', 'within_rounding', 'mismatch', 'missing'], verdict) nulls last
