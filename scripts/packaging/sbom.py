# SPDX-License-Identifier: Apache-2.0
"""Writes what the built programs consist of, as a CycloneDX bill of materials, or as notices.

    sbom.py --version VERSION --date SECONDS --bin FOLDER --scratch FOLDER [--notices] [PROGRAM...]

What is listed is what was linked: the packages are those whose modules the linker was given, the
parts of Swift's runtime those whose symbols are in the program, the system's libraries those that
the program asks for when it starts. Whatever has no known origin or licence is an error.
"""
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import uuid
from urllib.parse import quote

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWIFT_LICENCE = "Apache-2.0 WITH Swift-exception"

# Parts of Swift's runtime that have a licence or a source of their own, and how symbols begin that
# only they have.
RUNTIME = [
    ("swift", "swift", SWIFT_LICENCE, "swift_"),
    ("swift-corelibs-libdispatch", "libdispatch", SWIFT_LICENCE, ("dispatch_", "_dispatch_")),
    ("swift-foundation", "Foundation", SWIFT_LICENCE, "$s20FoundationEssentials"),
    ("swift-foundation-icu", "ICU", "Unicode-3.0", "swift_ubrk_"),
]

# What lies in a package though others have written it, by the module that it makes.
INCLUDED = {
    "CCryptoBoringSSL": ("boringssl", "Apache-2.0 AND MIT", "hash.txt"),
    "CXKCP": ("xkcp", "CC0-1.0", None),
}

# The licences of the system's libraries, by Debian's package, as it is called from bookworm on.
SYSTEM = {
    "libc6": "LGPL-2.1-or-later",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libcurl4": "curl",
    "libcurl4t64": "curl",
    "libcurl3-gnutls": "curl",
    "libcurl3t64-gnutls": "curl",
    "libsqlite3-0": "blessing",
    "libyaml-0-2": "MIT",
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def fail(sentence):
    sys.exit(f"sbom: {sentence}")


def modules_of(program, built):
    """The modules whose objects the linker was given for the program."""
    listing = built / f"{program}.product" / "Objects.LinkFileList"
    found = set(re.findall(r"/([^/]+)\.build/", listing.read_text()))
    return found or fail(f"{listing} names no module")


def owners(folder):
    """The modules of the package in the folder."""
    # Apart from its own build, which may be going on.
    with tempfile.TemporaryDirectory() as scratch:
        places = ["--package-path", str(folder), "--scratch-path", scratch]
        manifest = json.loads(run("swift", "package", *places, "dump-package"))
    return {target["name"] for target in manifest["targets"]}


def licence_of(folder):
    text = (folder / "LICENSE.txt").read_text()
    if "Apache License" not in text:
        fail(f"the licence of {folder.name} is not known")
    has_exception = "Runtime Library Exception" in text
    return SWIFT_LICENCE if has_exception else "Apache-2.0"


def licences(expression):
    is_name = re.fullmatch(r"[A-Za-z0-9.+-]+", expression)
    if is_name:
        return [{"license": {"id": expression}}]
    return [{"expression": expression}]


def library(name, version, expression, purl):
    """A component; without a version its origin does not tell one."""
    component = {"type": "library", "bom-ref": purl, "name": name, "purl": purl}
    component["licenses"] = licences(expression)
    if version:
        component["version"] = version
    return component


def package_component(pin, folder):
    """A package as Package.resolved pins it."""
    state = pin["state"]
    address = pin["location"].removesuffix(".git")
    version = state.get("version") or state["revision"]
    purl = f"pkg:swift/{address.removeprefix('https://')}@{version}"
    component = library(pin["identity"], version, licence_of(folder), purl)
    component["externalReferences"] = [
        {"type": "vcs", "url": address, "comment": f"revision {state['revision']}"}
    ]
    return component


def included_component(module, parent, folder):
    """What a package has taken in from elsewhere."""
    name, expression, revision_file = INCLUDED[module]
    version, purl = None, f"pkg:generic/{name}"
    if revision_file:
        text = (folder / "Sources" / module / revision_file).read_text()
        version = re.search(r"[0-9a-f]{40}", text).group()
        purl += f"@{version}"
    component = library(name, version, expression, purl)
    component["description"] = f"as it is in {parent['name']} {parent['version']}"
    return component


def packages(modules, scratch, own):
    """Components of the packages that the modules are from, with what these include."""
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    found, unknown = [], set(modules) - own
    for pin in pins:
        address = pin["location"].removesuffix(".git")
        folder = scratch / "checkouts" / address.rsplit("/", 1)[-1]
        theirs = owners(folder) & unknown
        if not theirs:
            continue
        unknown -= theirs
        component = package_component(pin, folder)
        found.append((component, folder, theirs))
        for module in sorted(theirs & INCLUDED.keys()):
            found.append((included_component(module, component, folder), folder, {module}))
    if unknown:
        fail(f"no package has the modules {', '.join(sorted(unknown))}")
    return found


def runtime(program):
    """Components of Swift's runtime that a program, still with its symbols, has or asks for."""
    symbols = [line.split()[-1] for line in run("nm", str(program)).splitlines()]
    version = re.search(r"Swift version (\S+)", run("swift", "--version")).group(1)
    found = [
        library(name, version, expression, f"pkg:github/swiftlang/{repository}@{version}")
        for repository, name, expression, beginning in RUNTIME
        if any(symbol.startswith(beginning) for symbol in symbols)
    ]
    return found or fail(f"{program} has no Swift runtime in it")


def system(program):
    """Components of the system's libraries that the program asks for."""
    wanted = re.findall(r"\(NEEDED\).*\[(.+)\]", run("readelf", "--dynamic", str(program)))
    paths = dict(re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", str(program)), re.MULTILINE))
    found = {}
    for soname in wanted:
        if soname.startswith("ld-linux"):
            continue
        package, version, source = debian_package(paths[soname])
        if package not in SYSTEM:
            fail(f"the licence of {package}, which has {soname}, is not known")
        purl = f"pkg:deb/debian/{quote(package)}@{quote(version)}"
        component = library(package, version, SYSTEM[package], purl)
        component["description"] = f"of the system, from the source {source}; not in the program"
        found[package] = component
    return list(found.values())


def debian_package(path):
    """Name, version and source of the package that has the file."""
    for spelling in (path, path.removeprefix("/usr"), str(pathlib.Path(path).resolve())):
        result = subprocess.run(
            ["dpkg-query", "--search", spelling], capture_output=True, text=True, check=False
        )
        if result.returncode == 0:
            package = result.stdout.split(": ")[0].split(",")[0]
            shown = "--showformat=${Package}\t${Version}\t${source:Package}"
            return run("dpkg-query", "--show", shown, package).split("\t")
    return fail(f"no package has {path}")


def materials(options):
    """Each program with its components, and all the components once."""
    own = owners(ROOT)
    parts, everything = {}, {}
    for program in options.programs:
        binary = options.bin / program
        linked = packages(modules_of(program, options.bin), options.scratch, own)
        parts[program] = [component for component, _, _ in linked]
        parts[program] += runtime(binary) + system(binary)
        for component in parts[program]:
            everything[component["bom-ref"]] = component
    return parts, dict(sorted(everything.items()))


def bill(options):
    parts, everything = materials(options)
    programs, dependencies = [], []
    for program, components in parts.items():
        reference = f"pkg:generic/{program}@{options.version}"
        programs.append({
            "type": "application",
            "bom-ref": reference,
            "name": program,
            "version": options.version,
            "licenses": licences("Apache-2.0"),
            "purl": reference,
        })
        needs = sorted({component["bom-ref"] for component in components})
        dependencies.append({"ref": reference, "dependsOn": needs})
    components = programs + list(everything.values())
    body = json.dumps([components, dependencies], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same contents have the same number.
        "serialNumber": f"urn:uuid:{uuid.UUID(hashlib.sha256(body.encode()).hexdigest()[:32])}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(options.date)),
            "component": {
                "type": "application",
                "bom-ref": f"release:pingd@{options.version}",
                "name": "pingd",
                "version": options.version,
                "licenses": licences("Apache-2.0"),
            },
        },
        "components": components,
        "dependencies": dependencies,
    }


def notices(options):
    """What the licences ask to be told to whoever gets the programs: names and notices."""
    own = owners(ROOT)
    modules = set().union(*(modules_of(program, options.bin) for program in options.programs))
    out = [f"{' and '.join(options.programs)} {options.version} hold parts of these works."]
    for component, folder, _ in packages(modules, options.scratch, own):
        out.append(heading(component))
        notice = folder / "NOTICE.txt"
        if component["purl"].startswith("pkg:swift/") and notice.exists():
            out.append(notice.read_text().strip("\n"))
    held = {c["name"]: c for p in options.programs for c in runtime(options.bin / p)}
    out += [heading(component) for component in held.values()]
    return "\n\n".join(out) + "\n"


def heading(component):
    chosen = component["licenses"][0]
    expression = chosen.get("expression") or chosen["license"]["id"]
    version = component.get("version") or component["description"]
    return f"{'=' * 78}\n{component['name']} {version}: {expression}\n{component['purl']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where the programs are")
    parser.add_argument("--scratch", type=pathlib.Path, required=True, help="SwiftPM's folder")
    parser.add_argument("--notices", action="store_true", help="as a text of notices")
    parser.add_argument("programs", nargs="*", default=["pingd", "pingctl"])
    options = parser.parse_args()
    if options.notices:
        sys.stdout.write(notices(options))
    else:
        json.dump(bill(options), sys.stdout, indent=2)
        print()


main()
