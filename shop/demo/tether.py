"""``python tether.py PARENT COMMAND…``: become COMMAND, asked to stop when PARENT dies.

Even a parent killed with -9 takes its children along. This runs as a file, before any program is
loaded, because it is unsafe to set up between fork and exec in a process that has threads. Where
the system knows no such wish (it is Linux's), the command simply runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the wish was made
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the demo's own command line


if __name__ == "__main__":
    main()
