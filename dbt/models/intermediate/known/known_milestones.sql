{{ known('milestones') }}
