"""Typer's words in Thai: headings of the help, built-in options, and errors of a command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperGroup

from cli.front.commands import BLANKS
from cli.front.common import numeral, say
from domain.language.errors import KamnotError
from domain.language.thai import arabic_digits

_ARGUMENTS = BLANKS | {
    "CRITERION": "ข้อ",
    "DUTY": "งานประจำ",
    "FILE": "ไฟล์",
    "ID": "รหัส",
    "KEY": "เลขที่",
    "MONTH": "เดือน",
    "OPTION": "คำตอบ",
    "PACK": "ชุดเอกสาร",
}
_BUILT_IN = {
    "Show this message and exit.": "แสดงวิธีใช้นี้",
    "Install completion for the current shell.": "ติดตั้งการเติมคำสั่งอัตโนมัติในเชลล์นี้",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "แสดงสคริปต์เติมคำสั่งอัตโนมัติ เพื่อคัดลอกไปปรับใช้"
    ),
}


class Group(TyperGroup):
    """A group of commands whose whole help is Thai, unless English was asked for.

    With a `default`, that command is meant where the first word is none: `explain 7` is `explain criterion 7`.
    """

    default = ""
    thai: tuple[tuple[str, str], ...] = ()
    """Commands by the Thai words that mean them: `explain กิจกรรม ๑๒`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words, led by a command."""
        args = [*(dict(self.thai).get(word, word) for word in args[:1]), *args[1:]]
        if self.default and not (args and args[0] in {*self.commands, *ctx.help_option_names}):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

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
            for param in command.params:
                _take_thai_numerals(param)
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
    """Let the help be Thai, its words whole. It imports Rich, so call it only to print help."""
    from typer import rich_utils

    from cli.front.word_breaks import HelpConsole

    vars(rich_utils)["Console"] = HelpConsole  # Typer makes its console of it
    rich_utils.DEFAULT_STRING = say("[ค่าเริ่มต้น: {}]", "[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = say("[ต้องระบุ]", "[required]")
    rich_utils.ARGUMENTS_PANEL_TITLE = say("ข้อมูลที่ต้องระบุ", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("ตัวเลือก", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = say("คำสั่ง", "Commands")


def _take_thai_numerals(param: Any) -> None:
    """Let a parameter that is a number, or one of a few words, be written with Thai numerals."""
    described = getattr(param, "type_descriptor", None)
    if described is None or not (described.is_choice or described.annotation in (int, list[int])):
        return
    process = param.process_value

    def processed(ctx: Any, value: Any) -> Any:
        if isinstance(value, str):
            value = arabic_digits(value).strip()
        elif isinstance(value, (list, tuple)):
            value = type(value)(arabic_digits(str(one)).strip() for one in value)
        return process(ctx, value)

    param.process_value = processed


def usage_error(error: typer.TyperException) -> KamnotError:
    """A wrong command line as one sentence of ours, with the command that shows its help."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "kamnot"
    for kind, of in _SENTENCES.items():
        # Typer names these classes only in a private module; their names are all that is needed here.
        if kind in {cls.__name__ for cls in type(error).__mro__}:
            thai, english = of(error)
            return KamnotError(f"{thai} ดูวิธีใช้: {path} --help", f"{english}. See: {path} --help")
    return KamnotError(
        f"คำสั่งไม่ถูกต้อง ดูวิธีใช้: {path} --help", f"This is no command. See: {path} --help"
    )


_Sentence = tuple[str, str]


def _missing(error: Any) -> _Sentence:
    thai, english = _named(error.param)
    help_text = getattr(error.param, "help", None)
    more = f" ({help_text.rstrip('.')})" if help_text else ""
    return f"ยังไม่ได้ระบุ{thai.rstrip()}{more}", f"{english} is missing{more}"


def _no_option(error: Any) -> _Sentence:
    if error.option_name == "--year":
        if error.ctx and error.ctx.parent is None:
            return (
                "--year ต้องมีคำสั่งและปี เช่น kamnot check march --year 2567",
                "--year needs a command and a year",
            )
        return "คำสั่งนี้ไม่แยกตามปี จึงไม่มี --year", "This command is about no year: it has no --year"
    near = ", ".join(sorted(set(error.possibilities or ()) - {"--help"}))
    thai, english = (f" ใกล้เคียง: {near}", f"; near it: {near}") if near else ("", "")
    return (
        f"ไม่มีตัวเลือก {error.option_name}{thai}",
        f"There is no option {error.option_name}{english}",
    )


def _option_alone(error: Any) -> _Sentence:
    name = error.option_name
    if "does not take" in error.message:
        return f"{name} ไม่รับค่า", f"{name} takes no value"
    return f"{name} ต้องตามด้วยค่า", f"{name} needs a value"


def _bad_value(error: Any) -> _Sentence:
    thai, english = _named(error.param)
    described = getattr(error.param, "type_descriptor", None)
    found: list[Any] = getattr(error.__cause__, "errors", list)()
    if described is None or not found:
        return f"ค่าของ{thai}ใช้ไม่ได้", f"The value of {english} cannot be used"
    given = found[0]["input"]
    if described.is_choice:
        known = ", ".join(map(str, described.choices))
        return (
            f"“{given}” ใช้กับ{thai}ไม่ได้ ใช้ได้: {known}",
            f"{given!r} does not fit {english}; there are: {known}",
        )
    if described.annotation in (int, list[int]):
        from cli.front.options import LARGEST_ID

        least, most = described.parameter_info.min, described.parameter_info.max
        if most == LARGEST_ID and len(str(given)) < len(str(LARGEST_ID)):
            most = None  # nobody asked for so many
        span = _span("ตั้งแต่", "ถึง", least, most), _span(" from", "to", least, most)
        return (
            f"“{given}” ใช้กับ{thai}ไม่ได้ ต้องเป็นจำนวนเต็ม{span[0]}",
            f"{given!r} does not fit {english}; it takes a whole number{span[1]}",
        )
    return f"“{given}” ใช้กับ{thai}ไม่ได้", f"{given!r} does not fit {english}"


def _span(since: str, until: str, least: Any, most: Any) -> str:
    first = "" if least is None else f"{since} {numeral(least)}"
    return first if most is None else f"{first} {until} {numeral(most)}"


def _wrong_words(error: Any) -> _Sentence:
    """Words beyond those that a command takes, or one that is no command."""
    quoted = re.search(
        r"(?:command '|argument\(s\) \()(.*?)['\)](?:\.|$)", error.message, re.DOTALL
    )
    words = quoted[1] if quoted else ""
    if "command" not in error.message:
        return f"“{words}” เกินมา", f"{words!r} is too much"
    near = ", ".join(get_close_matches(words, getattr(error.cmd, "commands", ())))
    thai, english = (f" ใกล้เคียง: {near}", f"; near it: {near}") if near else ("", "")
    return f"ไม่มีคำสั่ง “{words}”{thai}", f"There is no command {words!r}{english}"


_SENTENCES: dict[str, Callable[[Any], _Sentence]] = {
    "MissingParameter": _missing,
    "NoSuchOption": _no_option,
    "BadOptionUsage": _option_alone,
    "BadParameter": _bad_value,
    "UsageError": _wrong_words,
}
"""By the names of Typer's errors, those of a kind before the kind."""


def _named(param: Any) -> _Sentence:
    """What a parameter is called: an option by itself, an argument by what is to be filled in."""
    if param is None:
        return " ", "it"
    if param.param_type_name == "option":
        return f" {param.opts[0]} ", str(param.opts[0])
    name = str(param.display_name_raw)
    return _ARGUMENTS.get(re.split(r"[^A-Z]", name.strip("["))[0], f" {name} "), name
