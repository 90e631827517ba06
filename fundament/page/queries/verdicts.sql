-- How many printed figures of each publication came out with which verdict; a NULL verdict is all of them.
select
    publication_id,
    verdict,
    count(*) as figures
from marts.source_reconciliation
group by grouping sets ((publication_id, verdict), (publication_id))
order by publication_id, list_position(['exact', 'source_only', 'within_rounding', 'mismatch', 'missing'], verdict) nulls last
