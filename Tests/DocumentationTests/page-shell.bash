# SPDX-License-Identifier: Apache-2.0
#
# The shell that runs a page, the first process of its namespaces; PageShell starts it. It reads
# orders on its standard input, and marks the end of each with a record separator, the order's
# number and an exit code:
#
#   run N        the command in FOLDER/step, in this shell
#   again N      the same, a moment later
#   start N      the same beside it, in a process group of its own
#   interrupt N  what Ctrl-C does to what was started
folder=$1
ip link set lo up
# Background jobs get groups of their own, as in a shell at a terminal.
set -m
exec 9<&0 < /dev/null 2>&1
cd "$folder/pingd" || exit 1

while read -r -u 9 verb number; do
    case $verb in
        run | again)
            [[ $verb == run ]] || sleep 0.2
            eval "$(< "$folder/step")" 9<&-
            status=$?
            ;;
        start)
            (
                # One group for all that a command starts, so that Ctrl-C reaches all of it.
                set +m
                eval "$(< "$folder/step")"
            ) 9<&- &
            started=$!
            status=0
            ;;
        interrupt)
            kill -INT -- "-$started"
            wait "$started"
            status=$?
            ;;
    esac
    printf '\036%s %s\n' "$number" "$status"
done
