{# The rows of a source that count on the as-of date: those of its files that count then, and of a row that several
   files deliver the version of the last one. Two versions in one file, or in files as at the same day, both stay: the
   test of the key refuses them. #}
{% macro known(source_name) -%}
{%- set key = ['publication_id'] -%}
{%- if execute and graph is defined -%}
    {%- set key = graph.sources['source.fundament.raw.' ~ source_name].config.meta.key -%}
{%- endif -%}
with versions as (
    select
        staged.*,
        files.version_no,
        files.has_versions
    from {{ ref('stg_' ~ source_name) }} as staged
    inner join {{ ref('known_files') }} as files
        on
            staged.publication_id = files.publication_id
            and staged.delivery_id = files.delivery_id
            and staged.source_file = files.source_file
            and files.source_name = '{{ source_name }}'
    where files.publication_id in (select known.publication_id from {{ ref('known_publications') }} as known)
),

last_versions as (
    select * from versions
    where has_versions
    qualify rank() over (partition by publication_id, {{ key | join(', ') }} order by version_no desc) = 1
)

select * exclude (version_no, has_versions)
from versions
where not has_versions
union all
select * exclude (version_no, has_versions)
from last_versions
{%- endmacro %}
