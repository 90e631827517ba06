{{ config(materialized='view') }}
-- The key of every row that counts, as `raw.loaded_rows` has it of every row that was loaded.
{% for name in canonical_sources() %}
    {% set key = graph.sources['source.fundament.raw.' ~ name].config.meta.key if execute else ['publication_id'] %}
    select
        '{{ name }}' as source_name,
        publication_id,
        cast(row({{ key | join(', ') }}) as varchar) as row_key
    from {{ ref('known_' ~ name) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
