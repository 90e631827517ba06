{# The rows of a source that count in each state of their publication: those of its files that count there, and
   of a row that several files deliver the version of the last one. Two versions in one file, or in files as at
   the same day, both stay: the test of the key refuses them. #}
{% macro known(source_name) -%}
{%- set key = ['publication_id'] -%}
{%- if execute and graph is defined -%}
    {%- set key = graph.sources['source.fundament.raw.' ~ source_name].config.meta.key -%}
{%- endif -%}
with versions as (
    select
        staged.* replace (files.state_id as publication_id),
        files.version_no,
        files.has_versions
    from {{ ref('stg_' ~ source_name) }} as staged
    inner join {{ ref('known_files') }} as files
        on
            staged.publication_id = files.publication_id
            and staged.delivery_id = files.delivery_id
            and staged.source_file = files.source_file
            and files.source_name = '{{ source_name }}'
    where files.state_id in (select known.publication_id from {{ ref('known_publications') }} as known)
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

{# A mart holds what publications say now. What they said before goes to schema `history`, where the macros
   `<mart>_as_of(date)` of the published file find it. Of narrow tables `history` has a view too; the marts
   that are views hold no rows. #}
{% macro set_earlier_states_aside(mart) -%}
{%- if execute and model.config.schema == 'narrow' -%}
    create or replace view history.{{ mart.identifier }} as
    {{ model.compiled_code | replace(of_current_states(), of_earlier_states()) }}
{%- elif execute and model.config.materialized != 'view' -%}
    {%- set keys = [] -%}
    {%- for column in adapter.get_columns_in_relation(mart) if column.name.endswith('publication_id') -%}
        {%- do keys.append(column.name ~ " like '%@%'") -%}
    {%- endfor -%}
    {%- if keys -%}
        create or replace table history.{{ mart.identifier }} as
        select * from {{ mart }} where {{ keys | join(' or ') }};
        delete from {{ mart }} where {{ keys | join(' or ') }};
    {%- endif -%}
{%- endif -%}
{%- endmacro %}

{# Which rows of a table of lines are said now, and which were said before. #}
{% macro of_current_states() -%} publication_id not like '%@%' {%- endmacro %}

{% macro of_earlier_states() -%} publication_id like '%@%' {%- endmacro %}
