{{ config(materialized='table') }}
-- What registers and trackers have said of each subject: what earlier releases kept of it, and the files of now. Rows
-- that say the same after each other are one version, with the first file that said so and the last. Ordered by the
-- day that a file is as at, so that a state of last month that comes in late takes its place.
--
-- How it is done: a row opens a version where it differs from the row before it, so the number of a version is how many
-- rows up to there do. Read backwards, the first row of a version is its last.
with delivered as (
    {% for type, subject in subjects().items() %}
    select
        publication_id,
        '{{ type }}' as subject_type,
        {{ type }}_id as subject_id,
        {{ subject.name }} as subject_name,
        {{ subject.first_end }} as original_end_date,
        {{ subject.later_end }} as planned_end_date,
        delivery_id,
        '{{ subject.source }}' as source_name,
        source_file,
        source_line,
        citation
    from {{ ref('stg_' ~ subject.source) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

said as (
    select
        delivered.*,
        file_dates.as_at,
        file_dates.known_from,
        file_dates.known_from as last_known_from,
        delivered.source_file as last_source_file,
        delivered.source_line as last_source_line
    from delivered
    inner join {{ ref('known_file_dates') }} as file_dates
        on
            delivered.publication_id = file_dates.publication_id
            and delivered.delivery_id = file_dates.delivery_id
            and delivered.source_name = file_dates.source_name
            and delivered.source_file = file_dates.source_file
    inner join {{ ref('stg_run_parameters') }} as run_parameters
        on file_dates.known_from <= run_parameters.as_of_date
    union all by name
    select * from {{ ref('stg_subject_versions') }}
),

compared as (
    select
        *,
        row_number() over series as place,
        lag(subject_name) over series as name_before,
        lag(original_end_date) over series as original_before,
        lag(planned_end_date) over series as planned_before
    from said
    window series as (
        partition by publication_id, subject_type, subject_id
        order by as_at, known_from, source_file, source_line
    )
),

numbered as (
    select
        * exclude (name_before, original_before, planned_before),
        cast(count(*) filter (
            place = 1
            or name_before is distinct from subject_name
            or original_before is distinct from original_end_date
            or planned_before is distinct from planned_end_date
        ) over (partition by publication_id, subject_type, subject_id order by place) as integer) as version_no
    from compared
),

closed as (
    select
        * exclude (last_known_from, last_source_file, last_source_line),
        row_number() over version as place_in_version,
        first_value(last_known_from) over backwards as last_known_from,
        first_value(last_source_file) over backwards as last_source_file,
        first_value(last_source_line) over backwards as last_source_line
    from numbered
    window
        version as (partition by publication_id, subject_type, subject_id, version_no order by place),
        backwards as (partition by publication_id, subject_type, subject_id, version_no order by place desc)
)

select
    publication_id,
    subject_type,
    subject_id,
    version_no,
    subject_name,
    original_end_date,
    planned_end_date,
    as_at,
    known_from,
    delivery_id,
    source_name,
    source_file,
    source_line,
    citation,
    last_known_from,
    last_source_file,
    last_source_line
from closed
where place_in_version = 1
