"""The list of shots: each case is a function that gives a picture and what is expected of it."""

import json
import shutil
from pathlib import Path

from tools import SHOTS

CASES = []


def case(name, form="png", **options):
    """Registers a function as the case `name`, saved as `form` with Pillow's `options`."""
    def register(function):
        CASES.append((name, form, options, function))
        return function
    return register


def whole(picture):
    """The box that is the picture itself."""
    return [0, 0, picture.width, picture.height]


def expect(verdict, note, document=None, page=None, **more):
    """What `expected.json` holds; `verdict` is a code or several that are acceptable.

    `more` may give also_ok, region, changed, readings, hidden, pages: see `testdata/README.md`.
    """
    verdict = [verdict] if isinstance(verdict, str) else list(verdict)
    return {"verdict": verdict, "document": document, "page": page, **more, "note": note}


def hidden(*kinds, box):
    """A place that is covered or marked, and the kinds that it may be called."""
    return {"kind": list(kinds), "box": [int(v) for v in box]}


def compact(picture, form):
    """The same pixels in the smallest mode that holds them: grey where red, green and blue agree (PNG only)."""
    if form == "png" and picture.mode == "RGB" and len(set(b.tobytes() for b in picture.split())) == 1:
        return picture.convert("L")
    return picture


def save(only=()):
    """Makes all cases, or those whose names are given."""
    for name, form, options, function in CASES:
        if only and name not in only:
            continue
        folder = SHOTS / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        picture, expected = function()
        path = folder / f"picture.{form}"
        if isinstance(picture, Path):
            shutil.copyfile(picture, path)
        else:
            compact(picture, form).save(path, **options)
        rows = ",\n ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items())
        (folder / "expected.json").write_text("{" + rows + "}\n")
