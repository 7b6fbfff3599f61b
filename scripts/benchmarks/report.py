# SPDX-License-Identifier: Apache-2.0
"""Turns what scripts/bench took into its table, and into files when asked.

    report.py VALUES [--json FILE] [--markdown FILE] [--plot FILE]

VALUES has lines of "MEASUREMENT KIND WHAT NUMBER"; the median of equal ones counts.
"""
import argparse
import html
import json
import statistics
from dataclasses import dataclass


@dataclass
class Row:
    """One line of the table: a number of pingd's beside one of another program, or of itself."""
    title: str
    measurement: str
    what: str
    unit: str
    peer: str = ""
    # What of the peer, when it is another number than `what`.
    peer_what: str = ""
    # Bounds on the ratio to the peer, or on pingd's number itself.
    ratio_at_most: float = None
    ratio_at_least: float = None
    at_most: float = None
    at_least: float = None


MEMBERS = "GET /members"
ROWS = [
    Row("start to ready", "start", "time", "ms", "go", at_most=100),
    Row(f"{MEMBERS}, CPU per request", "members", "cpu", "us", "nginx", ratio_at_most=1.05),
    Row(f"{MEMBERS}, CPU per request", "members", "cpu", "us", "go", ratio_at_most=0.6),
    Row(f"{MEMBERS}, requests per second", "members", "rate", "", "nginx"),
    Row(f"{MEMBERS}, requests per second", "members", "rate", "", "go"),
    Row(f"{MEMBERS}, p50", "members", "p50", "ms", "go"),
    Row(f"{MEMBERS}, p99", "members", "p99", "ms", "go", ratio_at_most=0.4),
    Row(f"{MEMBERS}, p99", "members", "p99", "ms", "nginx"),
    Row("resident under that load", "members", "resident", "MiB", "go"),
    Row("CPU per request that 1,000 members add", "thousand", "growth", "us", "nginx",
        ratio_at_most=1.05),
    Row("connection per request, CPU", "connections", "cpu", "us", "go", ratio_at_most=0.6),
    Row("connection per request, per second", "connections", "rate", "", "go"),
    Row("POST /send to a Go peer, CPU each", "send", "cpu", "us", "go", ratio_at_most=0.6),
    Row("POST /send to a Go peer, per second", "send", "rate", "", "go", ratio_at_least=1.6),
    Row("POST /send to a Go peer, p99", "send", "p99", "ms", "go"),
    Row("POST /send between two nodes, CPU each", "between", "cpu", "us", "go",
        ratio_at_most=0.2),
    Row("POST /send between two nodes, per second", "between", "rate", "", "go",
        ratio_at_least=5),
    Row("the same, p99", "between", "p99", "ms", "go"),
    Row("the same, delivered, beside sent", "between", "delivered-rate", "", "go", "rate",
        ratio_at_least=3),
    Row("the same, delivered to a journal, beside sent", "between", "stored-rate", "", "go", "rate",
        ratio_at_least=1),
    Row("proxied GET of 1 KiB, p50 that it adds", "proxy", "added", "ms", at_most=0.3),
    Row("proxied GET of 1 KiB, per second", "proxy", "rate", "", "nginx", ratio_at_least=0.5),
    Row("proxied GET of 1 KiB, p99", "proxy", "p99", "ms", "nginx"),
    Row("proxied body of 1 GiB", "bulk", "plain-rate", "MB/s", at_least=500),
    Row("the same, encrypted", "bulk", "sealed-rate", "MB/s", at_least=250),
    Row("resident that the body adds", "bulk", "plain-more", "MiB", at_most=16),
    Row("the same, encrypted", "bulk", "sealed-more", "MiB", at_most=16),
    Row("10,000 parked connections, more resident", "parked", "more", "MiB", "go", at_most=20),
    Row(f"{MEMBERS} beside them, p99, and without", "parked", "with-p99", "ms", "pingd",
        "without-p99"),
    Row(f"{MEMBERS} beside them, CPU, and without", "parked", "with-cpu", "us", "pingd",
        "without-cpu"),
    Row("gossip ack under full load, p50", "gossip", "ack-p50", "ms"),
    Row("gossip ack under full load, p99", "gossip", "ack-p99", "ms", at_most=20),
    Row("pings without an ack meanwhile", "gossip", "ack-lost", "", at_most=0),
    Row("suspicions at five nodes meanwhile", "gossip", "suspicions", "", at_most=0),
    Row("resident in a cluster of two", "memory", "resident", "MiB", "go", ratio_at_most=1,
        at_most=16),
    Row("CPU of 1 of 50 idle, per second", "fifty", "cpu", "ms", "go", ratio_at_most=0.5),
    Row("resident, 1 of 50 idle", "fifty", "resident", "MiB", "go", ratio_at_most=0.75),
    Row("the same, shared pages divided", "fifty", "share", "MiB", "go"),
]
NAMES = {"go": "Go gateway", "nginx": "nginx", "pingd": "pingd", "": ""}


def read(path):
    taken = {}
    with open(path) as lines:
        for line in lines:
            measurement, kind, what, number = line.split()
            taken.setdefault((measurement, kind, what), []).append(float(number))
    values = {key: statistics.median(numbers) for key, numbers in taken.items()}
    for measurement, kind, what in list(values):
        if (measurement, what) == ("thousand", "many-cpu"):
            few = values[measurement, kind, "few-cpu"]
            values[measurement, kind, "growth"] = values[measurement, kind, what] - few
    proxied, direct = (("proxy", kind, "alone-p50") for kind in ("pingd", "nginx"))
    if proxied in values and direct in values:
        values["proxy", "pingd", "added"] = values[proxied] - values[direct]
    return values


def bounds(row):
    if row.ratio_at_most is not None:
        yield f"ratio at most {row.ratio_at_most:g}", "ratio", lambda x: x <= row.ratio_at_most
    if row.ratio_at_least is not None:
        yield f"ratio at least {row.ratio_at_least:g}", "ratio", lambda x: x >= row.ratio_at_least
    if row.at_most is not None:
        unit = f" {row.unit}" if row.unit else ""
        yield f"at most {row.at_most:g}{unit}", "ours", lambda x: x <= row.at_most
    if row.at_least is not None:
        unit = f" {row.unit}" if row.unit else ""
        yield f"at least {row.at_least:g}{unit}", "ours", lambda x: x >= row.at_least


def results(values):
    for row in ROWS:
        ours = values.get((row.measurement, "pingd", row.what))
        theirs = values.get((row.measurement, row.peer, row.peer_what or row.what))
        if ours is None or (row.peer and theirs is None):
            continue
        ratio = ours / theirs if theirs else None
        numbers = {"ours": ours, "ratio": ratio}
        goals = [(text, numbers[of] is not None and holds(numbers[of]))
                 for text, of, holds in bounds(row)]
        yield {
            "title": row.title, "measurement": row.measurement, "what": row.what,
            "unit": row.unit, "pingd": ours, "peer": NAMES[row.peer], "of peer": theirs,
            "ratio": ratio, "goal": " and ".join(text for text, _ in goals),
            "reached": all(holds for _, holds in goals) if goals else None,
        }


def number(value, unit=""):
    if value is None:
        return ""
    text = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
    return f"{text} {unit}" if unit else text


def cells(result):
    reached = {None: "", True: "reached", False: "missed"}[result["reached"]]
    ratio = f"{result['ratio']:.2f}" if result["ratio"] is not None else ""
    return [result["title"], number(result["pingd"], result["unit"]), result["peer"],
            number(result["of peer"], result["unit"]), ratio, result["goal"], reached]


HEADS = ["", "pingd", "beside", "its", "ratio", "goal", ""]


def table(found):
    lines = [HEADS] + [cells(result) for result in found]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    for line in lines:
        print("  ".join(
            text.rjust(width) if i in (1, 3, 4) else text.ljust(width)
            for i, (text, width) in enumerate(zip(line, widths))
        ).rstrip())


def markdown(found):
    yield "| " + " | ".join(HEADS) + " |"
    yield "|---|---:|---|---:|---:|---|---|"
    for result in found:
        yield "| " + " | ".join(cells(result)) + " |"


STYLE = """
.page{fill:#fff}text{fill:#1f2328;font-size:13px}.note,.goal{fill:#59636e;font-size:12px}
.goal{paint-order:stroke;stroke:#fff;stroke-width:4px}
.bar{fill:#0969da}.missed{fill:#bc4c00}.one{stroke:#59636e;stroke-dasharray:3 3}
.mark{stroke:#1f2328;stroke-width:2}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}text{fill:#f0f6fc}
.note,.goal{fill:#9198a1}.goal{stroke:#0d1117}.bar{fill:#4493f8}.missed{fill:#db6d28}.one{stroke:#9198a1}
.mark{stroke:#f0f6fc}}
"""


def bar(result, y, left, scale, end):
    """The ratio as a bar; a mark where the goal is."""
    bound = next((row for row in ROWS if row.title == result["title"]
                  and NAMES[row.peer] == result["peer"]), None)
    goal = bound and (bound.ratio_at_most or bound.ratio_at_least)
    shown = min(result["ratio"] * scale, end - left)
    style = "bar missed" if result["reached"] is False else "bar"
    label = html.escape(f"{result['title']}, {result['peer']}")
    yield f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{label}</text>'
    yield f'<rect class="{style}" x="{left}" y="{y + 3}" width="{shown:.1f}" height="14"/>'
    # What does not fit ends at the edge, and so does its goal.
    mark = min((goal or 0) * scale, end - left)
    if goal:
        x = left + mark
        yield f'<line class="mark" x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{y + 20}"/>'
    text = f"{result['ratio']:.2f}" + (f" ({result['goal']})" if goal else "")
    yield f'<text class="goal" x="{left + max(shown, mark) + 8:.1f}" ' \
          f'y="{y + 14}">{text}</text>'


def picture(found):
    """Ratios as bars beside 1, in SVG that can be read on light and dark pages alike."""
    found = [result for result in found if result["ratio"] and result["peer"]]
    width, left, top, step = 960, 400, 64, 26
    scale = (width - left - 190) / max(2, *(min(result["ratio"], 3) for result in found))
    height = top + step * len(found) + 16
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
           'font-family="system-ui, sans-serif">')
    yield f"<title>pingd beside other programs</title><style>{STYLE}</style>"
    yield f'<rect class="page" width="{width}" height="{height}"/>'
    yield '<text x="16" y="26" style="font-size:16px">pingd beside other programs, ratios</text>'
    yield ('<text class="note" x="16" y="46">pingd divided by the other in the same run; the '
           "dashed line is 1, a mark is the goal</text>")
    one = left + scale
    yield f'<line class="one" x1="{one:.1f}" y1="{top - 6}" x2="{one:.1f}" y2="{height - 10}"/>'
    for index, result in enumerate(found):
        yield from bar(result, top + step * index, left, scale, width - 190)
    yield "</svg>"


def write(path, lines):
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("values")
    parser.add_argument("--json")
    parser.add_argument("--markdown")
    parser.add_argument("--plot")
    arguments = parser.parse_args()
    values = read(arguments.values)
    found = list(results(values))
    table(found)
    if arguments.markdown:
        write(arguments.markdown, markdown(found))
    if arguments.json:
        medians = [{"measurement": m, "kind": k, "what": w, "median": v}
                   for (m, k, w), v in sorted(values.items())]
        write(arguments.json, [json.dumps({"rows": found, "medians": medians}, indent=1)])
    if arguments.plot:
        write(arguments.plot, picture(found))


main()
