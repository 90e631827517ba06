-- Every last day that a milestone was expected on.
{{ end_versions('milestones', 'milestone_id', 'period_end - 1', 'period_end - 1') }}
