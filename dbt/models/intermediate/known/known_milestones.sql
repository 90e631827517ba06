{{ known('stg_milestones') }}
