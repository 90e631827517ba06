select publications.*
from {{ ref('stg_publications') }} as publications
inner join {{ ref('stg_run_parameters') }} as run_parameters
    on publications.published_on <= run_parameters.as_of_date
