{{ config(materialized='view') }}
-- The key of every row that counts, as `raw.loaded_rows` has it of every row that was loaded.
with known as (
    {% for name in canonical_sources() %}
    select
        '{{ name }}' as source_name,
        publication_id,
        cast(row({{ key_of(name) | join(', ') }}) as varchar) as row_key
    from {{ ref('known_' ~ name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from known
