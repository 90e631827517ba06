"""`fundament notices`: try the settings of the notices."""

import socket

import click

from fundament.commands import errors_on_screen, home_option
from fundament.errors import FundamentError, Misconfigured
from fundament.terminal import terminal
from fundament.warehouse import Warehouse


@click.group(short_help="Test the notices of runs that did not publish.")
def notices() -> None:
    """Notices of runs that did not publish, and of the first that does again."""


@notices.command()
@home_option
@errors_on_screen
def test(home: str | None) -> None:
    """Send a test notice by every way that the environment names.

    Exit code 0: all took it. 1: one did not. 2: a setting is wrong, or none is made.
    """
    from fundament.notices.channels import channels
    from fundament.notices.message import Notice

    warehouse = Warehouse.from_environment(home)
    found = channels()
    if not found:
        raise Misconfigured(
            "No notices are set up",
            "environment",
            "Set FUNDAMENT_SMTP_HOST, FUNDAMENT_NOTICE_FROM and FUNDAMENT_NOTICE_TO, or FUNDAMENT_WEBHOOK_URL.",
        )
    notice = Notice(
        "test",
        "notices of this warehouse arrive here",
        str(warehouse.home),
        "Nothing.",
        facts={"warehouse": f"{socket.gethostname()}:{warehouse.home}"},
    )
    console = terminal()
    failed: list[FundamentError] = []
    for channel in found:
        try:
            channel.send(notice)
            console.print(f"sent by {channel.name} to {channel.place}", markup=False, soft_wrap=True)
        except FundamentError as error:
            failed.append(error)
    for other in failed[1:]:
        terminal(stderr=True).print(str(other), markup=False, highlight=False, soft_wrap=True)
    if failed:
        raise failed[0]
