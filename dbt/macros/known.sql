{# The rows of a source that count on the as-of date: those of its files that count then, and of a row that several
   files deliver the version of the last one that may take rows back: a full state, or an increment with a declared
   key. What others add, and two versions in files as at the same day, stay: the test of the key refuses them.
   Each half reads the source by itself: as one CTE that both read, all rows would be written out first. #}
{% macro known(source_name) -%}
{%- set key = ['publication_id'] -%}
{%- if execute and graph is defined -%}
    {%- set key = graph.sources['source.fundament.raw.' ~ source_name].config.meta.key -%}
{%- endif -%}
{{ staged_in_force(source_name) }} and not files.has_versions
union all
{{ staged_in_force(source_name) }} and files.has_versions
qualify
    files.version_no >= coalesce(
        max(files.version_no) filter (where files.takes_back) over (
            partition by staged.publication_id, staged.{{ key | join(', staged.') }}
        ), 0
    )
{%- endmacro %}

{# The rows of a source in the files of known publications that count; a query that conditions can be added to. #}
{% macro staged_in_force(source_name) -%}
select staged.*
from {{ ref('stg_' ~ source_name) }} as staged
inner join {{ ref('known_files') }} as files
    on
        staged.publication_id = files.publication_id
        and staged.delivery_id = files.delivery_id
        and staged.source_file = files.source_file
        and files.source_name = '{{ source_name }}'
where files.publication_id in (select known.publication_id from {{ ref('known_publications') }} as known)
{%- endmacro %}
