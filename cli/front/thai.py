"""Typer's words in Thai: headings of the help, built-in options, and errors of a command line."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from cli.front.common import say
from domain.language.errors import KamnotError

_BUILT_IN = {
    "Show this message and exit.": "แสดงวิธีใช้นี้",
    "Install completion for the current shell.": "ติดตั้งการเติมคำสั่งอัตโนมัติในเชลล์นี้",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "แสดงสคริปต์เติมคำสั่งอัตโนมัติ เพื่อคัดลอกไปปรับใช้"
    ),
}

# Typer names these classes only in a private module; their names are all that is needed here.
_USAGE_ERRORS = {
    "MissingParameter": "ยังไม่ได้ระบุ {what}",
    "NoSuchOption": "ไม่มีตัวเลือก {what}",
    "BadParameter": "ค่าของ {what} ใช้ไม่ได้",
    "BadOptionUsage": "ใช้ตัวเลือก {what} ไม่ถูกต้อง",
}


class Group(TyperGroup):
    """A group of commands whose whole help is Thai, unless English was asked for."""

    def get_params(self, ctx: Any) -> list[Any]:
        """All parameters, Typer's own ones with their Thai text."""
        params = super().get_params(ctx)
        for param in params:
            _translate(param)
        return params

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, its `--help` with the Thai text."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _translate(command.get_help_option(ctx))
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help under Thai headings."""
        rename_headings()
        super().format_help(ctx, formatter)


def _translate(option: Any) -> None:
    text = getattr(option, "help", None)
    if text in _BUILT_IN:
        option.help = say(_BUILT_IN[text], text)


def rename_headings() -> None:
    """Give the help's panels their Thai names. It imports Rich, so call it only to print help."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = say("ข้อมูลที่ต้องระบุ", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("ตัวเลือก", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = say("คำสั่ง", "Commands")


def usage_error(error: typer.TyperException) -> KamnotError:
    """A wrong command line as one sentence, with the command that shows its help."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "kamnot"
    english = error.format_message().replace("\n\t", " ").rstrip(".")
    return KamnotError(
        f"{_in_thai(error, english)} ดูวิธีใช้: {path} --help", f"{english}. See: {path} --help"
    )


def _in_thai(error: typer.TyperException, english: str) -> str:
    sentence = _USAGE_ERRORS.get(type(error).__name__)
    if sentence is None:
        return f"คำสั่งไม่ถูกต้อง ({english})"
    return sentence.format(what=_what(error)) + f" ({english})"


def _what(error: typer.TyperException) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "option_name", ""))
    return str(param.opts[0]) if param.param_type_name == "option" else str(param.display_name_raw)
