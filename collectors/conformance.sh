#!/bin/sh
# Asks AWS what nobody has written down about filter patterns: runs the probes below through
# `aws logs test-metric-filter`, which looks at the log lines it is given and at nothing else, and keeps
# each answer as it came, in one text file. It changes nothing in the account and judges nothing;
# `cis-evidence pattern conformance FILE` reads the file.
#
# Strict POSIX sh. Needs `aws` (version 1 or 2) and the POSIX utilities.

set -u

self=conformance.sh
version=0.1.0
newline='
'
IFS=$newline
set -f

output=  # the file that the user asked for
stage=   # the folder in which it is prepared
region=
profile=
endpoint_url=
timeout=120 # seconds that one probe may take
place=.  # the folder in which `aws` runs
child=   # process id of the `aws` that runs now
watcher= # process id of what ends it after its time
failures=0

usage() {
    cat <<'END'
usage: conformance.sh [--output FILE] [--region REGION]
                      [--profile NAME] [--endpoint-url URL]
                      [--timeout SECONDS]

Asks AWS some sixty questions about filter patterns by `aws logs
test-metric-filter`. It is read-only: the one permission that it needs is
logs:TestMetricFilter (conformance-policy.json). It takes about a minute.

  --output FILE          write the answers here; the file must not exist
                         (default: cis-evidence-conformance-<UTC time>.txt)
  --region REGION        ask in this region (default: the configured one)
  --profile NAME         passed on to `aws`
  --endpoint-url URL     passed on to `aws`; scheme, host, port and path alone
  --timeout SECONDS      ends a probe that takes longer; its status is
                         then 124 (default: 120)
  --help, --version

exit status
  0    AWS answered every probe; a pattern that it refuses is an answer
  1    some probe has no answer, because of permissions or the network;
       where the first one has none, no other is asked
  2    wrong usage, or a tool is missing; nothing was asked
  3    the answers could not be written
  129, 130, 143   stopped by SIGHUP, SIGINT, SIGTERM
END
}

main() {
    exec 3>&2 # for `say`, in a trap too: what shells tell of ended processes is not for the user
    settle_environment
    read_arguments "$@"
    check_endpoints
    for tool in aws awk cat date mkdir mv od rm sleep tr; do
        need_cmd "$tool"
    done
    open_record
    while IFS=' ' read -r name request; do
        ask "$name" "$request"
        [ "$asked" -gt 1 ] || [ "$failures" -eq 0 ] || break
    done <"$stage/probes"
    hand_over
    [ "$failures" -eq 0 ] || exit 1
}

# What a user's settings could change in the stored output is set here, for all versions of the CLI;
# credentials stay as they are. Five calls a second are allowed, so a refusal for haste is tried again.
settle_environment() {
    umask 077
    unset CDPATH
    LC_ALL=C # bytes, not characters, for everything but `aws`
    AWS_PAGER=
    AWS_CLI_AUTO_PROMPT=off
    AWS_CLI_ERROR_FORMAT=legacy
    AWS_CLI_FILE_ENCODING=UTF-8
    AWS_CLI_OUTPUT_ENCODING=UTF-8
    AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard}
    AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-6}
    PYTHONIOENCODING=utf-8
    PYTHONUTF8=1
    export LC_ALL AWS_PAGER AWS_CLI_AUTO_PROMPT AWS_CLI_ERROR_FORMAT AWS_RETRY_MODE AWS_MAX_ATTEMPTS
    export AWS_CLI_FILE_ENCODING AWS_CLI_OUTPUT_ENCODING PYTHONIOENCODING PYTHONUTF8
}

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
        --help) usage && exit 0 ;;
        --version) printf 'conformance.sh %s\n' "$version" && exit 0 ;;
        --output | --region | --profile | --endpoint-url | --timeout)
            [ $# -gt 1 ] || wrong_usage "\`$1\` needs a value"
            read_option "$1" "$2"
            shift
            ;;
        --output=* | --region=* | --profile=* | --endpoint-url=* | --timeout=*)
            read_option "${1%%=*}" "${1#*=}"
            ;;
        *) wrong_usage "unknown argument \`$1\`" ;;
        esac
        shift
    done
}

read_option() {
    [ -n "$2" ] || wrong_usage "\`$1\` needs a value"
    case $1=$2 in
    --output=*"$newline"*) wrong_usage "expected an output name of one line" ;;
    --output=-*) output=./$2 ;;
    --output=*) output=$2 ;;
    --region=-* | --region=*[!a-z0-9-]*)
        wrong_usage "expected a region such as \`us-east-1\`, got \`$2\`"
        ;;
    --region=*) region=$2 ;;
    --profile=-*) wrong_usage "expected a profile name, got \`$2\`" ;;
    --profile=*) profile=$2 ;;
    --endpoint-url=*) endpoint_url=$2 ;;
    --timeout=*) timeout=$2 && check_timeout ;;
    esac
}

open_record() {
    [ -n "$output" ] || output=cis-evidence-conformance-$(date -u +%Y%m%dT%H%M%SZ).txt
    must_not_exist "$output"
    must_not_exist "$output.part"
    ensure mkdir "$output.part"
    stage=$output.part
    # In the folder, so that no character of its name means anything to `file://`.
    place=$stage
    trap 'interrupted SIGHUP 129' HUP
    trap 'interrupted SIGINT 130' INT
    trap 'interrupted SIGTERM 143' TERM
    asked=0
    probes >"$stage/probes" || err "could not write \`$stage/probes\`"
    write "cis-evidence conformance 1"
    write "script conformance.sh $version"
    write "started $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    write "region ${region:-as configured}"
    write "timeout $timeout"
    run_aws --version 4>"$stage/version" 5>&4 || err "could not write \`$stage/version\`"
    write "aws $(version_in "$stage/version")"
}

must_not_exist() {
    if [ -e "$1" ] || [ -h "$1" ]; then
        wrong_usage "\`$1\` exists; name another output, or move it away"
    fi
}

# ask NAME REQUEST: sends one probe and records what was said, each line of it after two blanks.
ask() {
    asked=$((asked + 1))
    printf '%s\n' "$2" >"$stage/request.json" || err "could not write \`$stage/request.json\`"
    set -- "$1" logs test-metric-filter --cli-input-json file://request.json --output json
    [ -z "$region" ] || set -- "$@" --region "$region"
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    [ -z "$endpoint_url" ] || set -- "$@" --endpoint-url "$endpoint_url"
    probe=$1
    shift
    run_aws "$@" 4>"$stage/stdout" 5>"$stage/stderr" || err "could not write \`$stage/stdout\`"
    write "probe $probe"
    for part in request stdout stderr; do
        file=$stage/$part
        [ "$part" != request ] || file=$file.json
        write "$part"
        awk '{ print "  " $0 }' "$file" >>"$stage/record" || err "could not write \`$stage/record\`"
    done
    write "status $status"
    report
}

# A pattern that AWS refuses is an answer; whatever else goes wrong is none.
report() {
    if [ "$status" -eq 0 ]; then
        say "$probe: answered"
    elif awk '/\(InvalidParameterException\)/ { found = 1 } END { exit !found }' "$stage/stderr"; then
        say "$probe: refused"
    else
        failures=$((failures + 1))
        say "$probe: failed with $status: $(why "$stage/stderr")"
        ! awk '/\(AccessDenied/ { found = 1 } END { exit !found }' "$stage/stderr" ||
            say "collectors/conformance-policy.json allows logs:TestMetricFilter, which is all that this needs"
    fi
}

hand_over() {
    write "end"
    [ ! -e "$output" ] || err "\`$output\` appeared meanwhile; not replaced"
    ensure mv "$stage/record" "$output"
    ensure rm -rf "$stage"
    stage=
    case $failures in
    0) say "done: AWS answered all $asked probes" ;;
    *) say "done: $failures of $asked probes have no answer" ;;
    esac
    printf '%s\n' "$output"
}

interrupted() {
    trap '' HUP INT TERM
    stop_aws
    [ -z "$stage" ] || say "stopped by $1: \`$stage/record\` holds what was answered so far"
    exit "$2"
}

# --- the probes: a name and the parameters of the call, as analyzer/patterns/conformance/probes.py has them ---

probes() {
    cat <<'END'
known-equal {"filterPattern": "{ $.a = 1 }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}"]}
known-not-equal {"filterPattern": "{ $.a != 1 }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}"]}
known-any-text {"filterPattern": "{ $.a = \"*\" }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}"]}
known-order {"filterPattern": "{ $.a >= 1 }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}"]}
known-is-true {"filterPattern": "{ $.a IS TRUE }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}", "{\"a\":\"true\"}", "{\"a\":false}"]}
known-is-null {"filterPattern": "{ $.a IS NULL }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":2}", "{\"a\":\"x\"}", "{\"a\":\"\"}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":[1]}", "{\"a\":[null]}"]}
known-regex {"filterPattern": "{ $.a = %^b.$% }", "logEventMessages": ["{\"a\":\"bc\"}", "{\"a\":\"abc\"}", "{\"a\":\"BC\"}", "{\"a\":\"b\\n\"}"]}
known-missing {"filterPattern": "{ $.a NOT EXISTS }", "logEventMessages": ["{\"a\":null}", "{\"b\":1}", "{}", "{\"A\":1}"]}
known-quoted-number {"filterPattern": "{ $.a = \"1\" }", "logEventMessages": ["{\"a\":1}", "{\"a\":\"1\"}", "{\"a\":1.0}", "{\"a\":\"01\"}"]}
known-precedence {"filterPattern": "{ $.a = 1 || $.b = 1 && $.c = 1 }", "logEventMessages": ["{\"a\":1}", "{\"b\":1}", "{\"b\":1,\"c\":1}", "{\"c\":1}"]}
known-wildcard {"filterPattern": "{ $.a[*] != 2 }", "logEventMessages": ["{\"a\":[1,3]}", "{\"a\":[1,2]}", "{\"a\":[]}", "{}", "{\"a\":null}"]}
known-terms {"filterPattern": "\"a b\" -c", "logEventMessages": ["a b", "xa by", "a b c", "b a"]}
known-options {"filterPattern": "?ERROR ?WARN", "logEventMessages": ["ERROR", "WARNING", "error"]}
known-fields {"filterPattern": "[a, b = 404]", "logEventMessages": ["x 404", "x 404.0", "x 4040", "404"]}
glob-scan {"filterPattern": "{ $.a = \"*ab\" }", "logEventMessages": ["{\"a\":\"abab\"}", "{\"a\":\"ab\"}", "{\"a\":\"xab\"}", "{\"a\":\"aba\"}"]}
glob-scan-middle {"filterPattern": "{ $.a = \"a*b*c\" }", "logEventMessages": ["{\"a\":\"aXbXc\"}", "{\"a\":\"abcbc\"}", "{\"a\":\"acbcc\"}", "{\"a\":\"a*b*c\"}"]}
glob-scan-field {"filterPattern": "[a = \"*ab\"]", "logEventMessages": ["abab", "xab", "aba"]}
glob-middle {"filterPattern": "{ $.a = \"Ev*ent\" }", "logEventMessages": ["{\"a\":\"EvXent\"}", "{\"a\":\"Ev*ent\"}", "{\"a\":\"Event\"}", "{\"a\":\"EvXen\"}"]}
glob-middle-field {"filterPattern": "[a = \"Ev*ent\"]", "logEventMessages": ["EvXent", "Ev*ent", "EvXen"]}
value-escape-letter {"filterPattern": "{ $.a = \"x\\d\" }", "logEventMessages": ["{\"a\":\"xd\"}", "{\"a\":\"x\\\\d\"}", "{\"a\":\"x\"}"]}
value-escape-star {"filterPattern": "{ $.a = \"x\\*\" }", "logEventMessages": ["{\"a\":\"x*\"}", "{\"a\":\"xy\"}", "{\"a\":\"x\\\\y\"}", "{\"a\":\"x\\\\*\"}"]}
value-escape-backslash {"filterPattern": "{ $.a = \"x\\\\d\" }", "logEventMessages": ["{\"a\":\"xd\"}", "{\"a\":\"x\\\\d\"}", "{\"a\":\"x\\\\\\\\d\"}"]}
value-escape-term {"filterPattern": "\"x\\d\"", "logEventMessages": ["xd", "x\\d"]}
value-escape-field {"filterPattern": "[a = \"x\\d\"]", "logEventMessages": ["xd", "x\\d"]}
empty-value {"filterPattern": "{ $.a = \"\" }", "logEventMessages": ["{\"a\":\"\"}", "{\"a\":\"x\"}", "{\"a\":null}"]}
empty-value-not {"filterPattern": "{ $.a != \"\" }", "logEventMessages": ["{\"a\":\"\"}", "{\"a\":\"x\"}", "{\"a\":null}"]}
number-spelling-no-whole {"filterPattern": "{ $.a = .5 }", "logEventMessages": ["{\"a\":0.5}", "{\"a\":\".5\"}", "{\"a\":\"0.5\"}"]}
number-spelling-no-fraction {"filterPattern": "{ $.a = 5. }", "logEventMessages": ["{\"a\":5}", "{\"a\":\"5.\"}", "{\"a\":\"5\"}"]}
number-spelling-exponent {"filterPattern": "{ $.a = 1E3 }", "logEventMessages": ["{\"a\":1000}", "{\"a\":\"1E3\"}", "{\"a\":\"1000\"}"]}
number-spelling-hexadecimal {"filterPattern": "{ $.a = 0x10 }", "logEventMessages": ["{\"a\":16}", "{\"a\":\"0x10\"}", "{\"a\":0}", "{\"a\":\"16\"}"]}
number-text-scientific {"filterPattern": "{ $.a = \"1.0E7\" }", "logEventMessages": ["{\"a\":10000000.0}", "{\"a\":1e7}", "{\"a\":\"1.0E7\"}"]}
number-text-plain {"filterPattern": "{ $.a = \"10000000.0\" }", "logEventMessages": ["{\"a\":10000000.0}", "{\"a\":1e7}", "{\"a\":10000000}"]}
number-text-small {"filterPattern": "{ $.a = \"1.0E-4\" }", "logEventMessages": ["{\"a\":0.0001}", "{\"a\":1e-4}"]}
number-text-long {"filterPattern": "{ $.a = \"9223372036854775808\" }", "logEventMessages": ["{\"a\":9223372036854775808}"]}
null-in-array {"filterPattern": "{ $.a IS NULL }", "logEventMessages": ["{\"a\":[1,null]}", "{\"a\":[null,1]}", "{\"a\":[1]}"]}
wildcard-test-order {"filterPattern": "{ $.a[*] > 1 }", "logEventMessages": ["{\"a\":[1,2]}", "{\"a\":[2,3]}", "{\"a\":[1]}", "{\"a\":[]}"]}
wildcard-test-true {"filterPattern": "{ $.a[*] IS TRUE }", "logEventMessages": ["{\"a\":[true,false]}", "{\"a\":[true]}", "{\"a\":[false]}"]}
duplicate-key {"filterPattern": "{ $.a = 1 }", "logEventMessages": ["{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}"]}
duplicate-key-inside {"filterPattern": "{ $.a.b = 1 }", "logEventMessages": ["{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":{\"b\":1},\"a\":{\"b\":2}}"]}
json-dialect {"filterPattern": "{ $.a = 1 }", "logEventMessages": ["{\"a\":1,\"b\":NaN}", "{\"a\":1,\"b\":Infinity}", "{\"a\":1,\"b\":-Infinity}"]}
regex-dialect-dot {"filterPattern": "{ $.a = %^a.b$% }", "logEventMessages": ["{\"a\":\"a\\rb\"}", "{\"a\":\"a\\u2028b\"}", "{\"a\":\"a\\nb\"}", "{\"a\":\"axb\"}"]}
regex-dialect-end {"filterPattern": "{ $.a = %a$% }", "logEventMessages": ["{\"a\":\"a\\n\"}", "{\"a\":\"a\\r\\n\"}", "{\"a\":\"a\"}", "{\"a\":\"ab\"}"]}
regex-dialect-blank {"filterPattern": "{ $.a = %^a\\sb$% }", "logEventMessages": ["{\"a\":\"a\\u000bb\"}", "{\"a\":\"a b\"}", "{\"a\":\"a\\u00a0b\"}"]}
field-number {"filterPattern": "[a, b != 1]", "logEventMessages": ["x y", "x 2", "x 1", "x 1.0"]}
last-field {"filterPattern": "[a, b = y]", "logEventMessages": ["x y z", "x y", "x z"]}
last-field-number {"filterPattern": "[a, b > 1]", "logEventMessages": ["x 2 z", "x 2", "x 1"]}
outer-blank-before {"filterPattern": " { $.a = 1 }", "logEventMessages": ["{\"a\":1}", "{\"a\":2}"]}
outer-blank-after {"filterPattern": "{ $.a = 1 } ", "logEventMessages": ["{\"a\":1}", "{\"a\":2}"]}
outer-blank-fields {"filterPattern": " [a = 1]", "logEventMessages": ["1", "2"]}
bare-dash {"filterPattern": "{ $.a = us-east-1 }", "logEventMessages": ["{\"a\":\"us-east-1\"}", "{\"a\":\"us\"}"]}
bare-letter {"filterPattern": "{ $.a = caf\u00e9 }", "logEventMessages": ["{\"a\":\"caf\\u00e9\"}", "{\"a\":\"caf\"}"]}
bare-star {"filterPattern": "[a = x*]", "logEventMessages": ["xy", "x*", "yx"]}
selector-name-letter {"filterPattern": "{ $.\u00e9 = 1 }", "logEventMessages": ["{\"\\u00e9\":1}", "{\"e\":1}"]}
selector-name-digit {"filterPattern": "{ $.1a = 1 }", "logEventMessages": ["{\"1a\":1}", "{\"a\":1}"]}
selector-index {"filterPattern": "{ $.a[01] = 1 }", "logEventMessages": ["{\"a\":[2,1]}", "{\"a\":[1,2]}"]}
regex-blank {"filterPattern": "{ $.a = %b c% }", "logEventMessages": ["{\"a\":\"b c\"}", "{\"a\":\"bc\"}"]}
field-name {"filterPattern": "[a-b = 1]", "logEventMessages": ["1", "2"]}
lone-ellipsis {"filterPattern": "[...]", "logEventMessages": ["x", "x y"]}
END
}

# --- words of collect.sh and conformance.sh alike, letter by letter ---

# Refuses an endpoint that could hold a password or a key: commands are recorded, and so is what `aws`
# says, which names the URL. It may come from the option, or from variables that `aws` reads.
check_endpoints() {
    [ -z "$endpoint_url" ] || check_endpoint --endpoint-url "$endpoint_url"
    settings=$(awk 'BEGIN {
        for (name in ENVIRON) if (name ~ /^AWS_ENDPOINT_URL/ && ENVIRON[name] != "") {
            value = ENVIRON[name]
            gsub(/\n/, "@", value)
            print name "=" value
        }
    }')
    for setting in $settings; do
        check_endpoint "${setting%%=*}" "${setting#*=}"
    done
}

# A password, token or key stands in front of `@`, behind `?`, `#` or `;`, or is written %XX. No part of
# such a text is repeated.
check_endpoint() {
    case $2 in
    *[@?#\;%\&=\\]*)
        wrong_usage "expected an endpoint URL without user name and password, query, fragment and %XX in \`$1\`"
        ;;
    [Hh][Tt][Tt][Pp]://?* | [Hh][Tt][Tt][Pp][Ss]://?*) ;;
    *) wrong_usage "expected an endpoint URL, got \`$2\` in \`$1\`" ;;
    esac
}

check_timeout() {
    case $timeout in
    *[!0-9]* | 0* | ??????*) wrong_usage "expected 1 to 99999 seconds, got \`$timeout\`" ;;
    esac
}

# run_aws ARGUMENT...: runs `aws ARGUMENT...` in the folder `place`, with file descriptors 4 and 5 for its
# output and errors. Sets `status`; 124 if it had to be ended
# because its time was over, and then `ended` is yes. In the background, because a trap runs at once during
# `wait`, but only afterwards else. The locale is for the self-contained builds of version 2, which
# read no variable whose name begins with PYTHON.
run_aws() {
    (
        cd "$place" || exit 3
        LC_ALL=C.UTF-8
        export LC_ALL
        exec aws "$@"
    ) </dev/null >&4 2>&5 3>&- 4>&- 5>&- &
    child=$!
    watch &
    watcher=$!
    status=0
    wait "$child" 2>/dev/null || status=$?
    child=
    ended=no
    ignore kill -s USR1 "$watcher" 2>/dev/null
    wait "$watcher" 2>/dev/null || [ $? -ne 124 ] || ended=yes
    watcher=
    # It may have ended by itself in the last moment.
    if [ "$ended" = yes ] && [ "$status" -gt 128 ]; then
        status=124
    else
        ended=no
    fi
}

# Beside the running `aws`: ends it after its time. It sleeps until then or until USR1 says that it is no
# longer needed, and takes its `sleep` along; `$!` is that of the caller before it has one.
watch() {
    exec </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&-
    trap '[ "$!" = "$child" ] || { kill -s KILL "$!" && wait "$!"; }; exit 1' USR1
    sleep "$timeout" &
    wait "$!" || exit 1
    trap '' USR1
    end_tree "$child"
    exit 124
}

# end_tree PID: ends a process and all below it, for `aws` may be a script that runs another; those that
# do not listen are killed a second later. Where there is no `ps`, the process alone.
end_tree() {
    tree=$(ps -A -o pid -o ppid 2>/dev/null | awk -v top="$1" '
    { below[$2] = below[$2] " " $1 }
    END {
        found[count = 1] = top
        for (i = 1; i <= count; i++) {
            size = split(below[found[i]], more, " ")
            for (j = 1; j <= size; j++) found[++count] = more[j]
        }
        for (i = 1; i <= count; i++) print found[i]
    }')
    # shellcheck disable=SC2086 # one word a process
    {
        ignore kill -s TERM $tree
        sleep 1
        ignore kill -s KILL $tree
    } 2>/dev/null
}

stop_aws() {
    [ -z "$child" ] || end_tree "$child"
    [ -z "$watcher" ] || ignore kill -s USR1 "$watcher" 2>/dev/null
    wait 2>/dev/null
}

# version_in FILE: what `aws --version` said first, if it is a version; behind it stands the system that
# the client runs.
version_in() {
    awk '
    NR == 1 && length($1) < 40 && $1 ~ /^aws-cli\/[0-9][0-9A-Za-z.+-]*$/ { known = $1 }
    END { print known ? known : "unknown" }' "$1"
}

# why FILE: what the last `aws` says about its failure, in one line.
why() {
    if [ "$ended" = yes ]; then
        printf 'no answer within %s seconds; --timeout gives it more' "$timeout"
    else
        tr '\000' '\177' <"$1" | awk 'NF { print substr($0, 1, 500); exit }'
    fi
}

# Says a line. What could steer a terminal, or hide or reorder what stands there, is written as an
# escape: text from an answer, or from the user, is only data.
say() {
    case $* in
    *[!\ -~]*) printf '%b\n' "$(printf '%s: %s' "$self" "$*" | od -An -v -tx1 | visible)" >&3 ;;
    *) printf '%s: %s\n' "$self" "$*" >&3 ;;
    esac
}

# Bytes, as `od` writes them, as an argument of %b: visible characters as they are, others as \n or
# \u202e, and what is no UTF-8 as \xff.
visible() {
    awk '
    BEGIN {
        for (code = 0; code < 256; code++) value[sprintf("%02x", code)] = code
        for (code = 32; code < 127; code++) letter[code] = sprintf("%c", code)
        letter[92] = "\\\\"
        short[9] = "\\\\t"
        short[10] = "\\\\n"
        short[13] = "\\\\r"
        # Controls, invisible and bidirectional characters, scripts that run from right to left, tags.
        count = split("7f 9f ad ad 590 8ff 180e 180e 200b 200f 2028 202e 2060 206f fb1d fdff " \
            "fe70 feff fff9 fffb 10800 10fff 1e800 1efff e0000 e0fff", range, " ")
        for (i = 1; i <= count; i++) range[i] = number(range[i])
        missing = 0
    }
    {
        bytes = split($0, hex, " ")
        for (i = 1; i <= bytes; i++) take(hex[i], value[hex[i]])
    }
    END { if (missing) printf "%s", broken }
    function take(digits, byte) {
        if (missing && byte >= 128 && byte < 192) {
            code = code * 64 + byte - 128
            held = held sprintf("\\0%03o", byte)
            broken = broken "\\\\x" digits
            if (--missing == 0) printf "%s", known() ? shown(code) : broken
            return
        }
        if (missing) printf "%s", broken
        missing = (byte < 194 || byte > 244) ? 0 : (byte < 224) ? 1 : (byte < 240) ? 2 : 3
        held = sprintf("\\0%03o", byte)
        broken = "\\\\x" digits
        code = byte - (missing == 1 ? 192 : missing == 2 ? 224 : 240)
        least = (missing == 1) ? 128 : (missing == 2) ? 2048 : 65536
        if (byte < 128) printf "%s", (byte in letter) ? letter[byte] : shown(byte)
        else if (!missing) printf "%s", broken
    }
    function known() {
        return code >= least && code <= 1114111 && (code < 55296 || code > 57343)
    }
    function shown(code,   i) {
        if (code in short) return short[code]
        for (i = 1; i < count; i += 2) if (code >= range[i] && code <= range[i + 1]) break
        if (i > count && code > 31) return held
        return sprintf(code < 65536 ? "\\\\u%04x" : "\\\\U%08x", code)
    }
    function number(digits,   i, sum) {
        sum = 0
        for (i = 1; i <= length(digits); i++) sum = sum * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
        return sum
    }'
}

have_cmd() {
    command -v "$1" >/dev/null 2>&1
}

need_cmd() {
    have_cmd "$1" || wrong_usage "expected \`$1\` on PATH, found none; install it first"
}

ensure() {
    "$@" || err "could not \`$*\`"
}

ignore() {
    "$@" || :
}

wrong_usage() {
    say "$1"
    say "try \`$self --help\`"
    exit 2
}

# --- end of the words of both ---

# --- small words of this script alone ---

# write TEXT: adds TEXT to the record as a line.
write() {
    printf '%s\n' "$1" >>"$stage/record" || err "could not write \`$stage/record\`"
}

err() {
    say "$1"
    [ -z "$stage" ] || say "\`$stage\` holds what was answered so far"
    exit 3
}

main "$@"
