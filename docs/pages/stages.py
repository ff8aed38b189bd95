"""The stages of the shipped practice, as a table and as a picture."""

from html import escape
from textwrap import wrap
from typing import Final

from docs.pages.markdown import code, page, table
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Closing, Practice, Role, Stage

CLOSES: Final = {
    Closing.WORD: "The case presenter has said something.",
    Closing.CONFIRM: "The case presenter has confirmed what was understood.",
    Closing.TIME: "Its time is over.",
    Closing.FACILITATOR: "Only the facilitator closes it.",
}

BOX, MARGIN, ROW = 150, 10, 20  # pixels
STYLE: Final = (
    "text { font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1d2530 } "
    ".n { font-size: 13px; fill: #44505f } .t { font-size: 15px; font-weight: 600 } .w { font-size: 12.5px } "
    "rect { fill: #f4f6f8; stroke: #5b6b7d }"
)


def text() -> str:
    """The page."""
    practice = shipped()
    return page(
        "The stages",
        f"{practice.title} has {len(practice.stages)} stages. The facilitator may guide in every one of them.",
        f"![{_said(practice)}](stages.svg)",
        _overview(practice),
        _total(practice),
        "The times of a live session are minutes, those of an asynchronous one working days of the hosting agency. "
        "The last column says what has to have happened before a stage may close without the facilitator. By itself "
        "a session moves on only where the hosting agency has switched that on; "
        "[the settings](settings.md) say how.",
        *(_stage(number, stage) for number, stage in enumerate(practice.stages, start=1)),
        "## Ground rules",
        "\n".join(f"- {rule}" for rule in practice.ground_rules),
        "## Roles",
        "\n".join(f"- {_name(role)}: {sentence}" for role, sentence in practice.roles.items()),
    )


def _overview(practice: Practice) -> str:
    head = ("", "Stage", "Key", "Who speaks", "Who listens", "Minutes", "Working days", "May close once")
    return table(
        head,
        (
            (
                str(number),
                stage.title,
                code(stage.key),
                _roles(stage.speaks),
                _roles(stage.listens) or "nobody: everyone speaks",
                _minutes(stage),
                str(stage.window.days),
                CLOSES[stage.closes],
            )
            for number, stage in enumerate(practice.stages, start=1)
        ),
    )


def _total(practice: Practice) -> str:
    least = sum(stage.window.minimum for stage in practice.stages)
    most = sum(stage.window.maximum for stage in practice.stages)
    days = sum(stage.window.days for stage in practice.stages)
    budget = practice.budget
    advised = f" A session is meant to take {budget.minimum} to {budget.maximum} minutes." if budget else ""
    return f"Together: {least} minutes at the guided pace, {most} at the full one, {days} working days.{advised}"


def _stage(number: int, stage: Stage) -> str:
    lines = [f"## {number} · {stage.title}", stage.purpose, f"The facilitator is offered these words: “{stage.prompt}”"]
    if stage.plain:
        lines.append(f"A plain message in turn counts as a contribution of the kind {code(stage.plain)}.")
    lines.append("Somebody may still join." if stage.newcomers else "Nobody may join any more.")
    return "\n\n".join(lines)


def _name(role: Role) -> str:
    return {Role.FACILITATOR: "facilitator", Role.PRESENTER: "case presenter", Role.CONSULTANT: "consultants"}[role]


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(_name(role) for role in Role if role in roles)


def _minutes(stage: Stage) -> str:
    least, most = stage.window.minimum, stage.window.maximum
    return str(least) if least == most else f"{least}–{most}"


def _said(practice: Practice) -> str:
    """The picture in words, for whoever cannot see it."""
    return "The stages in order: " + "; ".join(f"{stage.title}: {_roles(stage.speaks)}" for stage in practice.stages)


# ---- the picture


def picture() -> str:
    """The stages side by side, as an SVG."""
    practice = shipped()
    boxes = [_lines(number, stage) for number, stage in enumerate(practice.stages, start=1)]
    height = ROW * max(len(lines) for lines in boxes) + 2 * MARGIN
    drawn = "\n".join(_box(index, lines, height) for index, lines in enumerate(boxes))
    width = len(boxes) * (BOX + MARGIN) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 2 * MARGIN}" role="img" '
        f'aria-labelledby="title description">\n'
        f'<title id="title">The stages of {escape(practice.title)}</title>\n'
        f'<desc id="description">{escape(_said(practice))}</desc>\n'
        f"<style>{STYLE}</style>\n{drawn}\n</svg>\n"
    )


def _lines(number: int, stage: Stage) -> list[tuple[str, str]]:
    """What stands in a stage's box, each line with its style."""
    days = f"{stage.window.days} working day{'s' if stage.window.days > 1 else ''}"
    speaks = [("w", line) for line in wrap(_roles(stage.speaks), 19)]
    title = [("t", line) for line in wrap(stage.title, 15)]
    title += [("t", "")] * (2 - len(title))  # so that the next lines stand level
    return [("n", str(number)), *title, ("n", f"{_minutes(stage)} minutes, or"), ("n", days), ("n", "Speaks:"), *speaks]


def _box(index: int, lines: list[tuple[str, str]], height: int) -> str:
    left = MARGIN + index * (BOX + MARGIN)
    written = "\n".join(
        f'<text class="{style}" x="{left + MARGIN}" y="{MARGIN + ROW * (row + 1)}">{escape(line)}</text>'
        for row, (style, line) in enumerate(lines)
        if line
    )
    return f'<rect x="{left}" y="{MARGIN}" width="{BOX}" height="{height}" rx="6"/>\n{written}'
