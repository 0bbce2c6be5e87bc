"""Runs one command and says what it cost. A process of its own, for it must be small.

On Linux the peak memory that a process is charged with begins with that of the process it was spawned from: the
memory is shared until the new program takes its place (`exec_mmap` in fs/exec.c). Spawned from a large process, every
command would seem as large. So nothing is imported here but what the interpreter has at hand.

Arguments: the files for standard output and standard error, and the command. Prints seconds, processor seconds,
``ru_maxrss`` and the exit code.
"""

import os
import sys
import time


def main() -> None:
    """Run the command and print its cost."""
    output, errors, *command = sys.argv[1:]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, number, file, flags, 0o600) for number, file in ((1, output), (2, errors))]
    before = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - before
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
