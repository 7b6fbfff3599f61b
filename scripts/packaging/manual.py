# SPDX-License-Identifier: Apache-2.0
"""Writes manual pages from a program's description of its own command line.

    PROGRAM --experimental-dump-help | manual.py --version VERSION --date SECONDS --output FOLDER

One page for the program and one for each of its commands, PROGRAM-COMMAND.1, so that help and
manual have one origin.
"""
import argparse
import json
import pathlib
import sys
import time


def escaped(text):
    """Plain text as roff means it: no line of it is a request."""
    lines = []
    for line in text.replace("\\", "\\e").replace("-", "\\-").split("\n"):
        lines.append("\\&" + line if line[:1] in (".", "'") else line)
    return "\n".join(lines)


def names(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        text = f"\\fI{escaped(value)}\\fR"
        return text + "..." if argument["isRepeating"] else text
    spelled = []
    for name in argument.get("names", []):
        dashes = "-" if name["kind"] == "short" else "--"
        spelled.append(f"\\fB{escaped(dashes + name['name'])}\\fR")
    text = ", ".join(spelled)
    return f"{text} \\fI{escaped(value)}\\fR" if argument["kind"] == "option" else text


def prose(text):
    """Paragraphs; those that are indented keep their lines."""
    out = []
    for paragraph in text.strip("\n").split("\n\n"):
        if paragraph.startswith(" "):
            out += [".PP", ".nf", escaped(paragraph), ".fi"]
        else:
            out += [".PP", escaped(paragraph)]
    return out


def synopsis(title, command):
    words = [f"\\fB{escaped(title)}\\fR"]
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    if any(a["kind"] != "positional" for a in shown):
        words.append("[\\fIoptions\\fR]")
    if subcommands(command):
        words.append("\\fIcommand\\fR")
    for argument in shown:
        if argument["kind"] == "positional":
            text = names(argument)
            words.append(f"[{text}]" if argument["isOptional"] else text)
    return " ".join(words)


def options(command):
    sections = {}
    for argument in command.get("arguments", []):
        if argument.get("shouldDisplay", True):
            usual = "Arguments" if argument["kind"] == "positional" else "Options"
            sections.setdefault(argument.get("sectionTitle") or usual, []).append(argument)
    out = []
    for title, arguments in sections.items():
        out.append(f'.SH "{escaped(title.upper())}"')
        for argument in arguments:
            words = " ".join(
                t for t in (argument.get("abstract"), argument.get("discussion")) if t
            )
            out += [".TP", names(argument), escaped(words) or "\\&"]
    return out


def subcommands(command):
    return [
        c for c in command.get("subcommands", [])
        if c["commandName"] != "help" and c.get("shouldDisplay", True)
    ]


def page(command, path, info):
    title, name = " ".join(path), "-".join(path)
    summary = (command.get("abstract") or title).rstrip(".")
    out = [
        f'.TH "{name.upper()}" 1 "{info["date"]}" "{path[0]} {info["version"]}" "User Commands"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(summary)}",
        ".SH SYNOPSIS",
        synopsis(title, command),
    ]
    if command.get("discussion"):
        out += [".SH DESCRIPTION"] + prose(command["discussion"])[1:]
    out += options(command)
    if subcommands(command):
        out.append(".SH COMMANDS")
        for child in subcommands(command):
            page_of = escaped("-".join(path + [child["commandName"]]))
            out += [".TP", f"\\fB{page_of}\\fR(1)", escaped(child.get("abstract") or "") or "\\&"]
    if len(path) > 1:
        out += [".SH SEE ALSO", f"\\fB{escaped('-'.join(path[:-1]))}\\fR(1)"]
    return "\n".join(out) + "\n"


def write(command, path, folder, info):
    (folder / ("-".join(path) + ".1")).write_text(page(command, path, info))
    for child in subcommands(command):
        write(child, path + [child["commandName"]], folder, info)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options_given = parser.parse_args()
    command = json.load(sys.stdin)["command"]
    info = {
        "version": options_given.version,
        "date": time.strftime("%Y-%m-%d", time.gmtime(options_given.date)),
    }
    write(command, [command["commandName"]], options_given.output, info)


main()
