{# The rows of a source that count on the as-of date: those of its files that count then, and of a row that several
   files deliver the version of the last one that may take rows back: a full state, or an increment with a declared
   key. What others add, and two versions in files as at the same day, stay: the test of the key refuses them. #}
{% macro known(source_name) -%}
{%- set key = ['publication_id'] -%}
{%- if execute and graph is defined -%}
    {%- set key = graph.sources['source.fundament.raw.' ~ source_name].config.meta.key -%}
{%- endif -%}
with versions as (
    select
        staged.*,
        files.version_no,
        files.takes_back,
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
    qualify
        version_no >= coalesce(
            max(version_no) filter (where takes_back) over (partition by publication_id, {{ key | join(', ') }}), 0
        )
)

select * exclude (version_no, takes_back, has_versions)
from versions
where not has_versions
union all
select * exclude (version_no, takes_back, has_versions)
from last_versions
{%- endmacro %}
