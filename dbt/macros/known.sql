{# The rows of a staging model whose publication was out on the as-of date. #}
{% macro known(staging_model) -%}
select staged.*
from {{ ref(staging_model) }} as staged
where staged.publication_id in (select known.publication_id from {{ ref('known_publications') }} as known)
{%- endmacro %}
