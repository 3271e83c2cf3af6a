"""Makes `testdata/shots`; names of cases as arguments make only those."""

import sys

import cases
import anew  # noqa: F401  each import adds its cases to the list
import copies  # noqa: F401
import forged  # noqa: F401
import harder  # noqa: F401
import mail  # noqa: F401
import marked  # noqa: F401
import strangers  # noqa: F401

cases.save(sys.argv[1:])
