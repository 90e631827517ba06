{{ known('issue_events') }}
