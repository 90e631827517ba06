{{ known('contracts') }}
