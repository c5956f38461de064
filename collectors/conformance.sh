#!/bin/sh
# Asks AWS what nobody has written down about filter patterns: runs the probes below through
# `aws logs test-metric-filter`, which looks at the log lines it is given and at nothing else, and keeps
# each answer as it came, in one text file. It changes nothing in the account and judges nothing;
# `cis-evidence pattern conformance FILE` reads the file.
#
# Strict POSIX sh. Needs `aws` (version 1 or 2) and the POSIX utilities.

set -u

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
child=   # process id of the `aws` that runs now
failures=0

usage() {
    cat <<'END'
usage: conformance.sh [--output FILE] [--region REGION]
                      [--profile NAME] [--endpoint-url URL]

Asks AWS some sixty questions about filter patterns by `aws logs
test-metric-filter`. It is read-only: the one permission that it needs is
logs:TestMetricFilter (conformance-policy.json). It takes about a minute.

  --output FILE          write the answers here; the file must not exist
                         (default: cis-evidence-conformance-<UTC time>.txt)
  --region REGION        ask in this region (default: the configured one)
  --profile NAME         passed on to `aws`
  --endpoint-url URL     passed on to `aws`
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
    settle_environment
    read_arguments "$@"
    for tool in aws awk cat date mkdir mv rm tr; do
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
        --output | --region | --profile | --endpoint-url)
            [ $# -gt 1 ] || wrong_usage "\`$1\` needs a value"
            read_option "$1" "$2"
            shift
            ;;
        --output=* | --region=* | --profile=* | --endpoint-url=*) read_option "${1%%=*}" "${1#*=}" ;;
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
    # An error of `aws` names the URL and is recorded, so it must not carry a password.
    --endpoint-url=*@*) wrong_usage "expected an endpoint URL without user name and password" ;;
    --endpoint-url=http://?* | --endpoint-url=https://?*) endpoint_url=$2 ;;
    --endpoint-url=*) wrong_usage "expected an endpoint URL, got \`$2\`" ;;
    esac
}

open_record() {
    [ -n "$output" ] || output=cis-evidence-conformance-$(date -u +%Y%m%dT%H%M%SZ).txt
    must_not_exist "$output"
    must_not_exist "$output.part"
    ensure mkdir "$output.part"
    stage=$output.part
    trap 'interrupted SIGHUP 129' HUP
    trap 'interrupted SIGINT 130' INT
    trap 'interrupted SIGTERM 143' TERM
    asked=0
    probes >"$stage/probes" || err "could not write \`$stage/probes\`"
    write "cis-evidence conformance 1"
    write "script conformance.sh $version"
    write "started $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    write "region ${region:-as configured}"
    write "aws $(aws --version 2>&1 </dev/null | awk '{ print $1; exit }')"
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
    # In the folder, so that no character of its name means anything to `file://`. In the background,
    # because a trap runs at once during `wait`, but only afterwards else.
    (
        cd "$stage" || exit 3
        LC_ALL=C.UTF-8
        export LC_ALL
        exec aws "$@"
    ) </dev/null >"$stage/stdout" 2>"$stage/stderr" &
    child=$!
    status=0
    wait "$child" || status=$?
    child=
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
        say "$probe: failed with $status: $(awk 'NF { print; exit }' "$stage/stderr")"
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
    if [ -n "$child" ]; then
        ignore kill "$child" 2>/dev/null
        ignore wait "$child" 2>/dev/null
    fi
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

# --- small words ---

# write TEXT: adds TEXT to the record as a line.
write() {
    printf '%s\n' "$1" >>"$stage/record" || err "could not write \`$stage/record\`"
}

# Text from an answer is shown without what could steer a terminal.
say() {
    printf 'conformance.sh: %s\n' "$1" | tr -d '\001-\011\013-\037\177' >&2
}

need_cmd() {
    command -v "$1" >/dev/null 2>&1 || wrong_usage "expected \`$1\` on PATH, found none; install it first"
}

ensure() {
    "$@" || err "could not \`$*\`"
}

ignore() {
    "$@" || :
}

wrong_usage() {
    say "$1"
    say "try \`conformance.sh --help\`"
    exit 2
}

err() {
    say "$1"
    [ -z "$stage" ] || say "\`$stage\` holds what was answered so far"
    exit 3
}

main "$@"
