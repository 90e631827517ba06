"""Runs inside Superset's environment: its tables, roles and an administrator.

The administrator's password comes from the environment.
"""

import os
from pathlib import Path

import superset
from flask_migrate import upgrade
from superset.app import create_app

app = create_app()
with app.app_context():
    from superset import appbuilder, security_manager

    upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    security_manager.add_user(
        "admin",
        "Local",
        "Administrator",
        "admin@localhost",
        security_manager.find_role("Admin"),
        password=os.environ["SUPERSET_ADMIN_PASSWORD"],
    )
