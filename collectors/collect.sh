#!/bin/sh
# Asks one AWS account the seven questions that the CIS monitoring controls rest on, and keeps
# each answer as it came, in a BagIt folder (RFC 8493). It changes nothing in the account, judges
# nothing, reads no credentials, and talks to nobody but through `aws`.
#
#   identity -> trails -> status and selectors of each trail -> metric filters of each log group
#            -> alarms of each region -> subscriptions of each topic that an alarm notifies
#
# Strict POSIX sh. Needs `aws` (version 1 or 2), the POSIX utilities and one SHA-256 program.

set -u

version=0.1.0
newline='
'
# Values are split at line ends alone and never expanded as file names: names hold spaces and `*`.
IFS=$newline
set -f

output=          # what the user asked for: a folder, FILE.tar.gz, or nothing
archive=         # FILE.tar.gz, if that was asked for
stage=           # where the archive is prepared, beside its final place
bag=             # the folder being filled
regions=         # regions whose trails are listed, one a line
regions_given=no # whether the user named them
profile=
endpoint_url=
digest=  # which SHA-256 program is there
child=   # process id of the `aws` that runs now
pending= # its output file: kept only once the command has ended
failures=0
not_followed= # names found in answers that no command can be given, one a line

usage() {
    cat <<'END'
usage: collect.sh [--output DIR|FILE.tar.gz] [--region REGION]...
                  [--profile NAME] [--endpoint-url URL]

Captures what `cis-evidence analyze` needs to judge one AWS account, by seven
read-only commands of the AWS CLI (their permissions: policy.json).

  --output DIR           fill this folder; it must be new or empty
  --output FILE.tar.gz   write one archive; it must not exist
                         (default: cis-evidence-<account>-<UTC time> here)
  --region REGION        list the trails of this region; may be repeated
                         (default: the configured region and the home region
                         of every trail found)
  --profile NAME         passed on to `aws`
  --endpoint-url URL     passed on to `aws`
  --help, --version

exit status
  0    every command succeeded
  1    the capture is whole, but some command failed; its error is in it
  2    wrong usage, or a tool is missing; nothing was captured
  3    the bundle could not be written; what is there is marked INCOMPLETE
  129, 130, 143   stopped by SIGHUP, SIGINT, SIGTERM; marked INCOMPLETE
END
}

main() {
    settle_environment
    read_arguments "$@"
    check_tools
    settle_regions
    open_bag
    ask_identity
    ask_trails
    ask_about_each_trail
    ask_metric_filters
    ask_alarms
    ask_subscriptions
    seal_bag
    hand_over
    [ "$failures" -eq 0 ] || exit 1
}

# What a user's settings could change in the stored output is set here, for all versions of the CLI
# (and by `--output json`); credentials, retries and timestamp format stay as they are.
settle_environment() {
    umask 077
    unset CDPATH
    LC_ALL=C # bytes, not characters, for everything but `aws`
    AWS_PAGER=
    AWS_CLI_AUTO_PROMPT=off
    AWS_CLI_ERROR_FORMAT=legacy
    AWS_CLI_FILE_ENCODING=UTF-8
    AWS_CLI_OUTPUT_ENCODING=UTF-8
    PYTHONIOENCODING=utf-8
    PYTHONUTF8=1
    export LC_ALL AWS_PAGER AWS_CLI_AUTO_PROMPT AWS_CLI_ERROR_FORMAT
    export AWS_CLI_FILE_ENCODING AWS_CLI_OUTPUT_ENCODING PYTHONIOENCODING PYTHONUTF8
}

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
        --help) usage && exit 0 ;;
        --version) printf 'collect.sh %s\n' "$version" && exit 0 ;;
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
    --region=*)
        region_like "$2" || wrong_usage "expected a region such as \`us-east-1\`, got \`$2\`"
        regions=$(with "$regions" "$2") regions_given=yes
        ;;
    --profile=-*) wrong_usage "expected a profile name, got \`$2\`" ;;
    --profile=*) profile=$2 ;;
    # The command is recorded in the bundle, so its URL must not carry a password.
    --endpoint-url=*@*) wrong_usage "expected an endpoint URL without user name and password" ;;
    --endpoint-url=http://?* | --endpoint-url=https://?*) endpoint_url=$2 ;;
    --endpoint-url=*) wrong_usage "expected an endpoint URL, got \`$2\`" ;;
    esac
}

check_tools() {
    for tool in aws awk cat cut date find ls mkdir mv od rm sort tr wc; do
        need_cmd "$tool"
    done
    for digest in sha256sum shasum openssl busybox none; do
        [ "$digest" != none ] || wrong_usage "expected sha256sum, shasum, openssl or busybox on PATH, found none"
        ! have_cmd "$digest" || ! digest_works || break
    done
    case $output in
    *.tar.gz) need_cmd tar && need_cmd gzip ;;
    esac
}

digest_works() {
    case $(sha256 </dev/null 2>/dev/null) in
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855) ;;
    *) return 1 ;;
    esac
}

settle_regions() {
    [ -z "$regions" ] || return 0
    regions=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    [ -n "$regions" ] || regions=$(configured_region)
    region_like "$regions" || wrong_usage "no region is configured; name one, such as \`--region us-east-1\`"
}

configured_region() {
    set -- configure get region
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    ignore aws "$@" 2>/dev/null </dev/null
}

# The marker is there before the first answer and goes after the last checksum, so that a bundle
# cut short, by whatever means, never looks whole.
open_bag() {
    trap 'interrupted SIGHUP 129' HUP
    trap 'interrupted SIGINT 130' INT
    trap 'interrupted SIGTERM 143' TERM
    opened=$(date -u +%Y%m%dT%H%M%SZ)
    case $output in
    */.tar.gz | .tar.gz | *.tar | *.tgz | *.zip)
        wrong_usage "expected a folder or a name ending in \`.tar.gz\`, got \`$output\`"
        ;;
    *.tar.gz)
        archive=$output
        stage=$archive.part
        must_not_exist "$archive"
        must_not_exist "$stage"
        name=${archive##*/}
        set -- "$stage/${name%.tar.gz}"
        ;;
    '')
        set -- "cis-evidence-$opened.part"
        must_not_exist "$1"
        ;;
    *)
        set -- "$output"
        must_be_new_or_empty "$1"
        ;;
    esac
    ensure mkdir -p "$1/data"
    bag=$1
    write "$bag/INCOMPLETE" "the collector has not finished, or was stopped: this is not the whole answer"
    write "$bag/data/commands.tsv" "started	status	region	command	output"
}

must_not_exist() {
    if [ -e "$1" ] || [ -h "$1" ]; then
        wrong_usage "\`$1\` exists; name another output, or move it away"
    fi
}

must_be_new_or_empty() {
    if [ -d "$1" ]; then
        [ -z "$(ls -A "$1")" ] || wrong_usage "the folder \`$1\` is not empty; name another output"
    else
        must_not_exist "$1"
    fi
}

ask_identity() {
    for region in $regions; do
        capture "$region" data/get-caller-identity sts get-caller-identity
        break
    done
    account=$(strings_at Account "$bag/data/get-caller-identity.json")
    case $account in
    *[!0-9]*) account= ;;
    esac
}

# A multi-region trail is listed in every region; its ARN says where it lives. A home region not
# asked so far may hold trails of its own, so it is asked too, unless the user named the regions.
ask_trails() {
    trails=
    groups=
    asked=
    queue=$regions
    while [ -n "$queue" ]; do
        queue=
        for region in $regions; do
            ! among "$asked" "$region" || continue
            asked=$(with "$asked" "$region")
            queue=again
            capture "$region" "data/$region/describe-trails" cloudtrail describe-trails
            note_trails "$captured"
        done
    done
}

note_trails() {
    for trail in $(strings_at trailList/TrailARN "$1"); do
        followable cloudtrail "$trail" || continue
        trails=$(with "$trails" "$trail")
        [ "$regions_given" = yes ] || regions=$(with "$regions" "$(field 4 "$trail")")
    done
    for group in $(strings_at trailList/CloudWatchLogsLogGroupArn "$1"); do
        followable logs "$group" || continue
        # The command takes a name alone, so a group is a region and a name.
        groups=$(with "$groups" "$(field 4 "$group"):$(field 7 "$group")")
    done
}

ask_about_each_trail() {
    for trail in $trails; do
        home=$(field 4 "$trail")
        capture "$home" "data/$home/get-trail-status--$(safe "${trail##*/}")" \
            cloudtrail get-trail-status --name "$trail"
    done
    for trail in $trails; do
        home=$(field 4 "$trail")
        capture "$home" "data/$home/get-event-selectors--$(safe "${trail##*/}")" \
            cloudtrail get-event-selectors --trail-name "$trail"
    done
}

ask_metric_filters() {
    for group in $groups; do
        home=${group%%:*}
        group=${group#*:}
        # One word, for a name may begin with a hyphen.
        capture "$home" "data/$home/describe-metric-filters--$(safe "$group")" \
            logs describe-metric-filters "--log-group-name=$group"
    done
}

# The regions that were asked, that trails live in, and that their log groups live in.
ask_alarms() {
    for trail in $trails; do
        regions=$(with "$regions" "$(field 4 "$trail")")
    done
    for group in $groups; do
        regions=$(with "$regions" "${group%%:*}")
    done
    topics=
    for region in $regions; do
        capture "$region" "data/$region/describe-alarms" \
            cloudwatch describe-alarms --alarm-types CompositeAlarm MetricAlarm
        for topic in $(strings_at MetricAlarms/AlarmActions "$captured" &&
            strings_at CompositeAlarms/AlarmActions "$captured"); do
            case $topic in
            arn:*:sns:*) ! followable sns "$topic" || topics=$(with "$topics" "$topic") ;;
            esac
        done
    done
}

ask_subscriptions() {
    for topic in $topics; do
        home=$(field 4 "$topic")
        capture "$home" "data/$home/list-subscriptions-by-topic--$(safe "$(field 6 "$topic")")" \
            sns list-subscriptions-by-topic --topic-arn "$topic"
    done
}

# capture REGION NAME ARGUMENT...: runs `aws ARGUMENT...` in REGION, stores what it says as NAME.json
# (and .stderr, .status beside it), and records it. Sets `captured` to the stored file.
capture() {
    at=$1
    pending=$(unused_name "$2")
    shift 2
    set -- "$@" --region "$at" --output json
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    [ -z "$endpoint_url" ] || set -- "$@" --endpoint-url "$endpoint_url"
    ensure mkdir -p "$bag/${pending%/*}"
    started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    # In the background, because a trap runs at once during `wait`, but only afterwards else. The locale
    # is for the self-contained builds of version 2, which read no variable whose name begins with PYTHON.
    LC_ALL=C.UTF-8 aws "$@" </dev/null >"$bag/$pending" 2>"$bag/$pending.stderr" &
    child=$!
    status=0
    wait "$child" || status=$?
    child=
    captured=$bag/$pending
    write "$captured.status" "$status"
    row="$started	$status	$at	$(encoded aws "$@")	$(encoded "$pending")"
    pending=
    write "$bag/data/commands.tsv" "$row"
    report "$@"
}

report() {
    subject="$at  $1 $2"
    case $3 in
    --name | --trail-name | --topic-arn) subject="$subject ${4##*[:/]}" ;;
    --log-group-name=*) subject="$subject ${3#*=}" ;;
    esac
    if [ "$status" -eq 0 ]; then
        say "$subject: ok, $(($(wc -c <"$captured"))) bytes"
    else
        failures=$((failures + 1))
        say "$subject: failed with $status: $(awk 'NF { print; exit }' "$captured.stderr")"
    fi
}

seal_bag() {
    octets=0
    count=0
    for path in $(cd "$bag" && find data -type f | sort); do
        seal "$path" manifest-sha256.txt
        octets=$((octets + $(wc -c <"$bag/$path")))
        count=$((count + 1))
    done
    write "$bag/bagit.txt" "BagIt-Version: 1.0${newline}Tag-File-Character-Encoding: UTF-8"
    write "$bag/bag-info.txt" "$(bag_info)"
    for path in bag-info.txt bagit.txt manifest-sha256.txt; do
        seal "$path" tagmanifest-sha256.txt
    done
    ensure rm "$bag/INCOMPLETE"
}

bag_info() {
    printf 'Bag-Software-Agent: collect.sh %s (cis-evidence-analyzer)\n' "$version"
    printf 'Bagging-Date: %s\n' "$(date -u +%Y-%m-%d)"
    printf 'Payload-Oxum: %s.%s\n' "$octets" "$count"
    [ -z "$account" ] || printf 'External-Identifier: %s\n' "$account"
    printf 'Capture-Complete: yes\n'
    printf 'Capture-Failures: %s\n' "$failures"
    for name in $not_followed; do
        printf 'Not-Followed: %s\n' "$(encoded "$name")"
    done
    printf 'AWS-CLI: %s\n' "$(aws --version 2>&1 </dev/null | awk '{ print $1; exit }')"
}

seal() {
    sum=$(sha256 <"$bag/$1")
    case ${#sum}$sum in
    64*[!0-9a-f]*) err "expected a SHA-256 from \`$digest\`, got \`$sum\`" ;;
    64*) write "$bag/$2" "$sum  $1" ;;
    *) err "expected a SHA-256 from \`$digest\`, got \`$sum\`" ;;
    esac
}

hand_over() {
    if [ -n "$archive" ]; then
        (cd "$stage" && tar -cf - -- "${bag##*/}") >"$stage/tar" || err "could not make the archive"
        gzip -c <"$stage/tar" >"$stage/tar.gz" || err "could not compress the archive"
        put_in_place "$stage/tar.gz" "$archive"
        ensure rm -rf "$stage"
    elif [ -z "$output" ]; then
        put_in_place "$bag" "cis-evidence-${account:-unknown}-$opened"
    fi
    case $failures in
    0) say "done: every command succeeded" ;;
    *) say "done: $failures failed; the bundle holds what was said instead" ;;
    esac
    printf '%s\n' "$bag"
}

put_in_place() {
    [ ! -e "$2" ] || err "\`$2\` appeared meanwhile; not replaced"
    ensure mv "$1" "$2"
    bag=$2
}

interrupted() {
    trap '' HUP INT TERM
    if [ -n "$child" ]; then
        ignore kill "$child" 2>/dev/null
        ignore wait "$child" 2>/dev/null
    fi
    if [ -n "$bag" ] && [ -e "$bag/INCOMPLETE" ]; then
        (cd "$bag" && rm -f bagit.txt bag-info.txt manifest-sha256.txt tagmanifest-sha256.txt)
        # What a command had said when it was stopped is not an answer.
        [ -z "$pending" ] || rm -f "$bag/$pending" "$bag/$pending.stderr" "$bag/$pending.status"
        say "stopped by $1: \`$bag\` holds what was captured so far and is marked INCOMPLETE"
    elif [ -n "$bag" ]; then
        say "stopped by $1: the bundle \`$bag\` is whole, the archive was not made"
    fi
    exit "$2"
}

# --- small words ---

# strings_at PATH FILE: every JSON string in FILE that stands at PATH, one a line, as it is written
# there. PATH is the names of the members on the way down, joined by slashes; lists count for nothing.
strings_at() {
    awk -v want="$1" '
    {
        for (rest = $0; rest != ""; rest = substr(rest, size + 1)) {
            head = substr(rest, 1, 1)
            size = 1
            if (head == "{" || head == "[") { kind[++depth] = head; value = (head == "[") }
            else if (head == "}" || head == "]") { depth--; value = 0 }
            else if (head == ":") value = 1
            else if (head == ",") value = (kind[depth] == "[")
            else if (head == "\"") {
                if (!match(rest, /^"([^"\\]|\\.)*"/)) exit
                size = RLENGTH
                text = substr(rest, 2, size - 2)
                if (!value) name[depth] = text
                else if (place() == want) print text
            }
            else if (match(rest, /^[-+.0-9A-Za-z \t\r]+/)) size = RLENGTH
        }
    }
    function place(   i, path) {
        for (i = 1; i <= depth; i++) if (kind[i] == "{") path = path (path == "" ? "" : "/") name[i]
        return path
    }' "$2"
}

# Whether a text from an answer is an ARN of the service that can be given to a command as it stands.
# A backslash is the start of a JSON escape, which no name that AWS allows needs.
followable() {
    case $1=$2 in
    *\\*) ;;
    cloudtrail=arn:?*:cloudtrail:?*:?*:trail/?* | logs=arn:?*:logs:?*:?*:log-group:?* | sns=arn:?*:sns:?*:?*:?*)
        ! region_like "$(field 4 "$2")" || return 0
        ;;
    esac
    among "$not_followed" "$2" || {
        not_followed=$(with "$not_followed" "$2")
        failures=$((failures + 1))
        say "not followed: expected an ARN of $1, got $2"
    }
    return 1
}

region_like() {
    case $1 in
    '' | -* | *[!a-z0-9-]*) return 1 ;;
    esac
}

# field N ARN: the Nth part of an ARN.
field() {
    printf '%s\n' "$2" | cut -d: -f"$1"
}

# with LIST LINE: LIST, with LINE at its end unless it is there.
with() {
    if among "$1" "$2"; then
        printf '%s' "$1"
    else
        printf '%s' "${1:+$1$newline}$2"
    fi
}

among() {
    case $newline$1$newline in
    *"$newline$2$newline"*) ;;
    *) return 1 ;;
    esac
}

# A name for a file, from any text. What is cut or replaced may make two alike: see unused_name.
safe() {
    printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_' | cut -c1-140
}

unused_name() {
    unused=$1.json
    number=1
    while [ -e "$bag/$unused" ]; do
        number=$((number + 1))
        unused=$1~$number.json
    done
    printf '%s' "$unused"
}

# encoded WORD...: the words in one field of the table of commands: joined by spaces, every byte
# outside A-Za-z0-9._/:=@,+- written %XX, an empty word %00.
encoded() {
    gap=
    for word; do
        case $word in
        '') word=%00 ;;
        *[!A-Za-z0-9._/:=@,+-]*) word=$(printf '%s' "$word" | od -An -v -tx1 | percent) ;;
        esac
        printf '%s%s' "$gap" "$word"
        gap=' '
    done
}

percent() {
    awk '
    BEGIN {
        plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/:=@,+-"
        for (code = 33; code < 127; code++) {
            letter = sprintf("%c", code)
            if (index(plain, letter)) byte[sprintf("%02x", code)] = letter
        }
    }
    {
        count = split($0, hex, " ")
        for (i = 1; i <= count; i++) printf "%s", (hex[i] in byte) ? byte[hex[i]] : "%" toupper(hex[i])
    }'
}

# The SHA-256 of standard input, in hexadecimal.
sha256() {
    case $digest in
    sha256sum) sha256sum | cut -c1-64 ;;
    shasum) shasum -a 256 | cut -c1-64 ;;
    openssl) openssl dgst -sha256 | awk '{ print $NF }' ;;
    busybox) busybox sha256sum | cut -c1-64 ;;
    esac
}

# write FILE TEXT: adds TEXT as a line.
write() {
    printf '%s\n' "$2" >>"$1" || err "could not write \`$1\`"
}

# Text from an answer is shown without what could steer a terminal.
say() {
    printf 'collect.sh: %s\n' "$1" | tr -d '\001-\011\013-\037\177' >&2
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
    say "try \`collect.sh --help\`"
    exit 2
}

err() {
    say "$1"
    if [ -n "$bag" ] && [ -e "$bag/INCOMPLETE" ]; then
        say "\`$bag\` holds what was captured so far and is marked INCOMPLETE"
    elif [ -n "$bag" ]; then
        say "the bundle \`$bag\` is whole"
    fi
    exit 3
}

main "$@"
