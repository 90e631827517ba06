{# The rows of a source that count on the as-of date: those of its files that count then, and of a row that several
   files deliver the version of the last one that may take rows back: a full state, or an increment with a declared
   key. What others add, and two versions in files as at the same day, stay: the test of the key refuses them.
   Most rows have one version: they are kept by a semi join, of which DuckDB expects that many rows stay. #}
{% macro known(source_name) -%}
{%- set key = key_of(source_name) -%}
select staged.*
from {{ ref('stg_' ~ source_name) }} as staged
semi join (
    select * from {{ ref('known_files') }}
    where
        source_name = '{{ source_name }}'
        and not has_versions
        and publication_id in (select known.publication_id from {{ ref('known_publications') }} as known)
) as files
    on
        staged.publication_id = files.publication_id
        and staged.delivery_id = files.delivery_id
        and staged.source_file = files.source_file
union all
select staged.*
from {{ ref('stg_' ~ source_name) }} as staged
inner join {{ ref('known_files') }} as files
    on
        staged.publication_id = files.publication_id
        and staged.delivery_id = files.delivery_id
        and staged.source_file = files.source_file
where
    files.source_name = '{{ source_name }}'
    and files.has_versions
    and files.publication_id in (select known.publication_id from {{ ref('known_publications') }} as known)
qualify
    files.version_no >= coalesce(
        max(files.version_no) filter (where files.takes_back) over (
            partition by staged.publication_id, staged.{{ key | join(', staged.') }}
        ), 0
    )
{%- endmacro %}

{# The columns that are the key of a source within its publication, as sources.yml declares it. #}
{% macro key_of(source_name) -%}
{%- if execute and graph is defined -%}
    {{ return(graph.sources['source.fundament.raw.' ~ source_name].config.meta.key) }}
{%- endif -%}
{{ return(['publication_id']) }}
{%- endmacro %}
