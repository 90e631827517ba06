-- The days on which spend on a contract is cut: at each border of its lawful term, where an assertion begins, where an
-- amendment makes it uncertain, and after its last day.
select
    publication_id,
    contract_id,
    first_day as border
from {{ ref('int_contract_terms') }}
{% for day in ['asserted_from', 'unplaced_from'] %}
union
select
    publication_id,
    contract_id,
    {{ day }} as border
from {{ ref('int_contract_lawfulness') }}
{% endfor %}
union
select
    publication_id,
    contract_id,
    contract_end_date + 1 as border
from {{ ref('int_contract_ends') }}
