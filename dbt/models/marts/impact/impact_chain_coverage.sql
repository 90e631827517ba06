select
    publication_id,
    to_id,
    coverage,
    cast(paths_possible as bigint) as paths_possible,
    cast(paths_shown as bigint) as paths_shown
from {{ ref('int_chain_coverage') }}
