#!/bin/sh
# Asks one AWS account the seven questions that the CIS monitoring controls rest on, and keeps
# each answer as it came, in a BagIt folder (RFC 8493), packed into one file to send. It changes nothing
# in the account, judges nothing, reads no credentials, and talks to nobody but through `aws`.
#
#   identity -> trails -> status and selectors of each trail -> metric filters of each log group
#            -> metric filters, of whatever log group, that feed the metrics of these
#            -> alarms of each region -> subscriptions of each topic that an alarm notifies
#
# Strict POSIX sh. Needs `aws` (version 1 or 2), the POSIX utilities and one SHA-256 program; packs with
# `zip` or `gzip` where they are there.

set -u

self=collect.sh
version=0.1.0
newline='
'
# Values are split at line ends alone and never expanded as file names: names hold spaces and `*`.
IFS=$newline
set -f

output=          # what the user asked for: a folder, a file, or nothing
packing=         # zip, tar.gz or tar; nothing for a folder
archive=         # the file that was asked for by name
stage=           # the folder in which the file is prepared, beside its final place
bag=             # the folder being filled
regions=         # regions whose trails are listed, one a line
regions_given=no # whether the user named them
extended=no      # whether to ask for what stands beside the audit steps as well
dry_run=no       # whether to show the commands and run none
profile=
endpoint_url=
settings=    # variables of the environment that name an endpoint, each with its URL, one a line
timeout=120  # seconds that one command may take
most=100     # metrics of one log group that are asked about: AWS allows it so many metric filters
digest=  # the SHA-256 program that is there, a word a line
place=.  # the folder in which `aws` runs
child=   # process id of the `aws` that runs now
watcher= # process id of what ends it after its time
pending= # its output file: kept only once the command has ended
account=
caller=   # ARN of who asks
plain_policy=collectors/policy.json
extended_policy=collectors/policies/extended.json
policy=$plain_policy # the file that allows the command that is asked now
captured= # the stored file of the last command
trouble=  # what kind of failure the last command had
troubles= # the kinds of the other failures, one a line
refusals= # what is not allowed and what allows it, a line a command
failures=0
not_followed= # names found in answers that no command can be given: a service and a name a line
not_asked=    # log groups with metrics that are not asked about: how many, region and name a line

usage() {
    cat <<'END'
usage: collect.sh [--output FILE.zip|FILE.tar.gz|FILE.tar|DIR]
                  [--region REGION]... [--profile NAME] [--endpoint-url URL]
                  [--timeout SECONDS] [--extended] [--dry-run]

Captures what `cis-evidence analyze` needs to judge one AWS account, by seven
read-only commands of the AWS CLI (their permissions: policy.json), in one
file to send to the auditor.

  --output FILE          write this .zip, .tar.gz or .tar; it must not exist
                         (default: cis-evidence-<account>-<UTC time>.zip here;
                         .tar.gz where there is no `zip`, .tar without `gzip`)
  --output DIR           fill this folder; it must be new or empty
  --region REGION        list the trails of this region; may be repeated
                         (default: the configured region and the home region
                         of every trail found)
  --profile NAME         passed on to `aws`
  --endpoint-url URL     passed on to `aws`; scheme, host, port and path alone
  --timeout SECONDS      ends a command that takes longer; its status is
                         then 124 (default: 120)
  --extended             ask as well whether notifications get through: history
                         of the alarms, mute rules, topics and their keys,
                         subscriptions, log groups, the organization
                         (permissions: policies/extended.json)
  --dry-run              print the commands in their order, run none of them
                         and write nothing; `aws` need not be installed
  --help, --version

exit status
  0    every command succeeded
  1    the capture is whole, but some command failed; its error is in it
  2    wrong usage, or a tool is missing; nothing was captured
  3    the bundle could not be written; what is there is marked INCOMPLETE
  4    `aws` fails to name the account, so nothing else was asked; no file
       was written, a folder is marked INCOMPLETE
  129, 130, 143   stopped by SIGHUP, SIGINT, SIGTERM; marked INCOMPLETE
END
}

main() {
    exec 3>&2 # for `say`, in a trap too: what shells tell of ended processes is not for the user
    settle_environment
    read_arguments "$@"
    check_endpoints
    settle_output
    check_tools
    preface
    settle_regions
    [ "$dry_run" = yes ] || open_bag
    ask_identity
    ask_trails
    ask_about_each_trail
    ask_metric_filters
    ask_publishers
    ask_alarms
    ask_subscriptions
    [ "$extended" = no ] || ask_beside
    ask_version
    [ "$dry_run" = no ] || exit 0
    seal_bag
    hand_over
    [ "$failures" -eq 0 ] || exit 1
}

# What a user's settings could change in the stored output is set here, for all versions of the CLI
# (and by `--output json`); credentials, retries and timestamp format stay as they are.
settle_environment() {
    umask 077
    unset CDPATH GZIP ZIP ZIPOPT
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
        --extended) extended=yes ;;
        --dry-run) dry_run=yes ;;
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
    --region=*)
        region_like "$2" || wrong_usage "expected a region such as \`us-east-1\`, got \`$2\`"
        regions=$regions$newline$(added "$regions" "$2") regions_given=yes
        ;;
    --profile=-*) wrong_usage "expected a profile name, got \`$2\`" ;;
    --profile=*) profile=$2 ;;
    --endpoint-url=*) endpoint_url=$2 ;;
    --timeout=*) timeout=$2 && check_timeout ;;
    esac
}

# Sets `packing`, and `archive` where the user has named it.
settle_output() {
    case $output in
    *.zip | *.tar.gz | *.tar) archive=$output ;;
    *.tgz) not_an_output ;;
    esac
    case ${archive##*/} in
    .zip | .tar.gz | .tar) not_an_output ;;
    *.zip) packing=zip ;;
    *.tar.gz) packing=tar.gz ;;
    *.tar) packing=tar ;;
    esac
}

not_an_output() {
    wrong_usage "expected a folder or a name ending in \`.zip\`, \`.tar.gz\` or \`.tar\`, got \`$output\`"
}

# A dry run neither asks nor writes, so it needs neither `aws` nor what seals and packs.
check_tools() {
    for tool in aws awk cat cut date find fold ls mkdir mv od rm sleep sort tr wc; do
        [ "$dry_run/$tool" = yes/aws ] || need_cmd "$tool"
    done
    [ "$dry_run" = no ] || return 0
    for program in sha256sum shasum openssl busybox none; do
        [ "$program" != none ] || wrong_usage "expected sha256sum, shasum, openssl or busybox on PATH, found none"
        ! have_cmd "$program" || ! digest_works || break
    done
    case $output in
    '') choose_packing ;;
    *.zip) zip_works || wrong_usage "expected a \`zip\` that works on PATH, found none; name a \`.tar.gz\` instead" ;;
    *.tar.gz) need_cmd gzip ;;
    esac
}

# One file on every machine: what people open with a click where it can be made, else what needs less. The
# headers of `tar` are made here, so that there is no need of a program for them.
choose_packing() {
    packing=tar
    ! have_cmd gzip || packing=tar.gz
    ! zip_works || packing=zip
}

# Whether what is called `zip` writes a zip archive; `touch` gives its files a time.
zip_works() {
    have_cmd zip && have_cmd touch || return 1
    case $(printf . | zip -qX - - 2>/dev/null | od -An -N4 -tx1) in
    *50*4b*03*04*) ;;
    *) return 1 ;;
    esac
}

# Sets `digest` to the words of the command that writes the SHA-256 of its input, in hexadecimal, and what
# it likes behind it.
digest_works() {
    case $program in
    sha256sum) digest=sha256sum ;;
    shasum) digest=shasum$newline-a${newline}256 ;;
    openssl) digest=openssl${newline}dgst$newline-sha256$newline-r ;;
    busybox) digest=busybox${newline}sha256sum ;;
    esac
    case $($digest </dev/null 2>/dev/null) in
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*) ;;
    *) return 1 ;;
    esac
}

settle_regions() {
    [ -z "$regions" ] || return 0
    regions=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    if [ -z "$regions" ] && [ "$dry_run" = yes ]; then
        regions='<region>'
        set -- configure get region
        [ -z "$profile" ] || set -- "$@" --profile "$profile"
        show "$@"
        return 0
    fi
    [ -n "$regions" ] || regions=$(configured_region)
    region_like "$regions" || wrong_usage "no region is configured${profile:+ in a profile \`$profile\`}; \
name one, such as \`--region us-east-1\`"
}

# The words come back through a pipe, which is why a signal is dealt with here as well.
configured_region() {
    trap 'stop_aws; exit 1' HUP INT TERM
    set -- configure get region
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    run_aws "$@" 4>&1 5>/dev/null
}

# The marker is there before the first answer and goes after the last checksum, so that a bundle
# cut short, by whatever means, never looks whole.
open_bag() {
    trap 'interrupted SIGHUP 129' HUP
    trap 'interrupted SIGINT 130' INT
    trap 'interrupted SIGTERM 143' TERM
    opened=$(date -u +%Y%m%dT%H%M%SZ)
    case $packing in
    '')
        set -- "$output"
        must_be_new_or_empty "$1"
        ;;
    *)
        name=${archive##*/}
        name=${name%".$packing"}
        # In a zip file the bytes of a name have no meaning that all programs share, but for ASCII.
        [ "$packing" != zip ] || name_file "$name"
        [ "$packing" != zip ] || name=$safe
        stage=${archive:-cis-evidence-$opened}.part
        [ -z "$archive" ] || must_not_exist "$archive"
        must_not_exist "$stage"
        set -- "$stage/${name:-cis-evidence-$opened}"
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

# Where this fails, nothing else can be told apart from its failure, so nothing else is asked. What answers
# without naming an account is no AWS CLI, or one that was told to print something else.
ask_identity() {
    comment "who asks"
    for region in $regions; do
        capture "$region" data/get-caller-identity sts get-caller-identity
        break
    done
    [ "$dry_run" = no ] || return 0
    [ "$status" -eq 0 ] || stop_at_identity
    found=$(names_in "$captured" Account=account Arn=caller)
    account=$(of account "$found")
    caller=$(of caller "$found")
    case $account in
    ????????????) ;;
    *) no_account ;;
    esac
}

no_account() {
    say "expected the account of the caller from \`aws sts get-caller-identity\`, got none; \
see that \`aws\` is the AWS CLI; nothing else was asked"
    leave_nothing
}

stop_at_identity() {
    say "nothing else was asked, for \`aws\` cannot tell who asks"
    [ -z "$refusals" ] || say "${refusals#"$newline"}"
    advise "$trouble"
    leave_nothing
}

# So that the same command can be run again. A folder that the user has named stays.
leave_nothing() {
    if [ -n "$stage" ]; then
        ensure rm -rf "$stage"
        say "there is nothing to send yet"
    else
        say "\`$bag\` holds what it said and is marked INCOMPLETE; remove it, or name another output, to run this again"
    fi
    exit 4
}

# A multi-region trail is listed in every region; its ARN says where it lives. A home region not
# asked so far may hold trails of its own, so it is asked too, unless the user named the regions.
ask_trails() {
    comment "trails of each region: of those that are known, and of the home of each trail"
    trails=
    groups=
    asked=
    queue=$regions
    while [ -n "$queue" ]; do
        queue=
        for region in $regions; do
            ! among "$asked" "$region" || continue
            asked=$asked$newline$region
            queue=again
            capture "$region" "data/$region/describe-trails" cloudtrail describe-trails
            note_trails
        done
    done
}

# The command for a group takes a name alone, so a group is a region and a name.
note_trails() {
    follow "$captured" trailList/TrailARN=cloudtrail trailList/CloudWatchLogsLogGroupArn=logs
    trails=$trails$newline$(added "$trails" "$(of cloudtrail "$found")")
    groups=$groups$newline$(added "$groups" "$(of logs "$found")")
    [ "$regions_given" = yes ] || regions=$regions$newline$(added "$regions" "$(homes)")
}

homes() {
    printf '%s\n' "$trails" | cut -d: -f4
}

ask_about_each_trail() {
    comment "status and event selectors of each trail, in its home region"
    for trail in $trails; do
        at_home "$trail" "${trail##*/}"
        capture "$home" "data/$home/get-trail-status--$safe" \
            cloudtrail get-trail-status --name "$trail"
    done
    for trail in $trails; do
        at_home "$trail" "${trail##*/}"
        capture "$home" "data/$home/get-event-selectors--$safe" \
            cloudtrail get-event-selectors --trail-name "$trail"
    done
}

ask_metric_filters() {
    comment "metric filters of the log group of each trail"
    metrics=
    for group in $groups; do
        name_file "${group#*:}"
        # One word, for a name may begin with a hyphen.
        capture "${group%%:*}" "data/${group%%:*}/describe-metric-filters--$safe" \
            logs describe-metric-filters "--log-group-name=${group#*:}"
        note_metrics
    done
}

# A metric is a region, a namespace and a name. Which of them matter is not asked here: an alarm may watch
# one by way of an expression or of a query.
note_metrics() {
    follow "$captured" metricFilters/metricTransformations/metricNamespace=namespace \
        metricFilters/metricTransformations/metricName=name
    found=$(of metric "$found")
    metrics=$metrics$newline$(added "$metrics" "$(printf '%s\n' "$found" |
        awk -v region="${group%%:*}" -v most="$most" 'NF && NR <= most { print region ":" $0 }')")
    count=$(($(printf '%s\n' "$found" | wc -l) - most))
    [ "$count" -gt 0 ] || return 0
    say "${group%%:*}  not asked: $count metrics of ${group#*:} beyond the first $most"
    not_asked=$not_asked${not_asked:+$newline}"$count ${group%%:*} ${group#*:}"
    failures=$((failures + 1))
}

# What other log groups publish to a metric adds up with what the trail's group does.
ask_publishers() {
    comment "metric filters, of whatever log group, that publish to each metric of these"
    for metric in $metrics; do
        home=${metric%%:*}
        metric=${metric#*:}
        name_file "${metric%%:*}/${metric#*:}"
        # The name of the file tells as the command does that this is no list of all filters.
        capture "$home" "data/$home/describe-metric-filters--metric-name--$safe" \
            logs describe-metric-filters "--metric-name=${metric#*:}" "--metric-namespace=${metric%%:*}"
    done
}

# The regions that were asked, that trails live in, and that their log groups live in.
ask_alarms() {
    comment "alarms of each of these regions"
    regions=$regions$newline$(added "$regions" "$(homes && printf '%s\n' "$groups" | cut -d: -f1)")
    topics=
    for region in $regions; do
        capture "$region" "data/$region/describe-alarms" \
            cloudwatch describe-alarms --alarm-types CompositeAlarm MetricAlarm
        follow "$captured" MetricAlarms/AlarmActions=sns CompositeAlarms/AlarmActions=sns
        topics=$topics$newline$(added "$topics" "$(of sns "$found")")
    done
}

ask_subscriptions() {
    comment "subscriptions of each topic that an alarm notifies"
    subscriptions=
    for topic in $topics; do
        at_home "$topic" "${topic##*:}"
        capture "$home" "data/$home/list-subscriptions-by-topic--$safe" \
            sns list-subscriptions-by-topic --topic-arn "$topic"
        [ "$extended" = yes ] || continue
        follow "$captured" Subscriptions/SubscriptionArn=sns
        subscriptions=$subscriptions$newline$(added "$subscriptions" "$(of sns "$found")")
    done
}

# What is no step of the audit and tells whether notifications get through. A command that an older
# `aws` does not know fails, which is recorded like any other failure.
ask_beside() {
    comment "the organization of the account"
    for region in $regions; do
        beside "$region" data/describe-organization organizations describe-organization
        break
    done
    ask_groups
    ask_histories
    ask_mute_rules
    ask_topics
    ask_each_subscription
}

ask_groups() {
    comment "each of the log groups"
    for group in $groups; do
        name_file "${group#*:}"
        beside "${group%%:*}" "data/${group%%:*}/describe-log-groups--$safe" \
            logs describe-log-groups "--log-group-name-prefix=${group#*:}"
    done
}

# Of one type of alarms at a time: the operation tells of one type or the other.
ask_histories() {
    comment "what the alarms of each of the regions did"
    for region in $regions; do
        for type in MetricAlarm CompositeAlarm; do
            beside "$region" "data/$region/describe-alarm-history--$type" \
                cloudwatch describe-alarm-history --alarm-types "$type" --history-item-type Action
        done
    done
}

ask_mute_rules() {
    comment "mute rules of alarms of each of the regions, and each mute rule"
    for region in $regions; do
        beside "$region" "data/$region/list-alarm-mute-rules" cloudwatch list-alarm-mute-rules
        follow "$captured" AlarmMuteRuleSummaries/AlarmMuteRuleArn=cloudwatch
        for rule in $(of cloudwatch "$found"); do
            at_home "$rule" "${rule#*:*:*:*:*:*:}"
            beside "$home" "data/$home/get-alarm-mute-rule--$safe" \
                cloudwatch get-alarm-mute-rule "--alarm-mute-rule-name=${rule#*:*:*:*:*:*:}"
        done
    done
}

# The key is asked for in the topic's region, by the name that the topic has for it.
ask_topics() {
    comment "each of the topics, and its key"
    for topic in $topics; do
        at_home "$topic" "${topic##*:}"
        beside "$home" "data/$home/get-topic-attributes--$safe" \
            sns get-topic-attributes --topic-arn "$topic"
        follow "$captured" Attributes/KmsMasterKeyId=kms
        for key in $(of kms "$found"); do
            name_file "$key"
            beside "$home" "data/$home/describe-key--$safe" kms describe-key "--key-id=$key"
        done
    done
}

ask_each_subscription() {
    comment "each confirmed subscription of the topics"
    for subscription in $subscriptions; do
        at_home "$subscription" "${subscription#*:*:*:*:*:}"
        beside "$home" "data/$home/get-subscription-attributes--$safe" \
            sns get-subscription-attributes --subscription-arn "$subscription"
    done
}

# beside REGION NAME ARGUMENT...: what `capture` does, for a command that is no step of the audit.
beside() {
    policy=$extended_policy
    capture "$@"
    policy=$plain_policy
}

# capture REGION NAME ARGUMENT...: runs `aws ARGUMENT...` in REGION, stores what it says as NAME.json
# (and .stderr, .status beside it), and records it. Sets `captured` to the stored file. A dry run shows the
# command.
capture() {
    at=$1
    pending=$2
    shift 2
    set -- "$@" --region "$at" --output json
    [ -z "$profile" ] || set -- "$@" --profile "$profile"
    [ -z "$endpoint_url" ] || set -- "$@" --endpoint-url "$endpoint_url"
    if [ "$dry_run" = yes ]; then
        pending=
        show "$@"
        return 0
    fi
    unused_name "$pending"
    pending=$unused
    [ -d "$bag/${pending%/*}" ] || ensure mkdir -p "$bag/${pending%/*}"
    started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    run_aws "$@" 4>"$bag/$pending" 5>"$bag/$pending.stderr" || err "could not write \`$bag/$pending\`"
    captured=$bag/$pending
    write "$captured.status" "$status"
    encode aws "$@"
    row="$started	$status	$at	$encoded"
    encode "$pending"
    row="$row	$encoded"
    pending=
    write "$bag/data/commands.tsv" "$row"
    report "$@"
}

report() {
    subject="$at  $1 $2"
    case $3 in
    --name | --trail-name | --topic-arn | --subscription-arn) subject="$subject ${4##*[:/]}" ;;
    --alarm-types) [ "$2" = describe-alarms ] || subject="$subject $4" ;;
    --log-group-name=* | --log-group-name-prefix=* | --alarm-mute-rule-name=* | --key-id=*)
        subject="$subject ${3#*=}"
        ;;
    --metric-name=*) subject="$subject ${4#*=}/${3#*=}" ;;
    esac
    if [ "$status" -eq 0 ]; then
        say "$subject: ok, $(($(wc -c <"$captured"))) bytes"
    else
        failures=$((failures + 1))
        say "$subject: failed with $status: $(why "$captured.stderr")"
        note_trouble "$1" "$2"
    fi
}

seal_bag() {
    count=0
    for path in $(cd "$bag" && find data -type f | sort); do
        seal "$path" manifest-sha256.txt
        count=$((count + 1))
    done
    octets=$(($(cd "$bag" && find data -type f -exec cat {} + | wc -c)))
    write "$bag/bagit.txt" "BagIt-Version: 1.0${newline}Tag-File-Character-Encoding: UTF-8"
    write "$bag/bag-info.txt" "$(bag_info)"
    for path in bag-info.txt bagit.txt manifest-sha256.txt; do
        seal "$path" tagmanifest-sha256.txt
    done
    ensure rm "$bag/INCOMPLETE"
}

# Sets `aws_version`. Not in a pipe, for a signal waits until that is over.
ask_version() {
    if [ "$dry_run" = yes ]; then
        comment "the version of \`aws\`, which asks nobody"
        show --version
        return 0
    fi
    run_aws --version 4>"$bag/aws-version" 5>&4 || err "could not write \`$bag/aws-version\`"
    aws_version=$(version_in "$bag/aws-version")
    ensure rm "$bag/aws-version"
}

bag_info() {
    printf 'Bag-Software-Agent: collect.sh %s (cis-evidence-analyzer)\n' "$version"
    printf 'Bagging-Date: %s\n' "$(date -u +%Y-%m-%d)"
    printf 'Payload-Oxum: %s.%s\n' "$octets" "$count"
    [ -z "$account" ] || printf 'External-Identifier: %s\n' "$account"
    printf 'Capture-Complete: yes\n'
    printf 'Capture-Failures: %s\n' "$failures"
    printf 'Capture-Timeout: %s\n' "$timeout"
    for setting in $settings; do
        printf 'Endpoint-URL: %s\n' "$setting"
    done
    [ -z "$not_followed" ] || printf '%s\n' "$not_followed" | cut -d' ' -f2- | od -An -v -tx1 |
        percent -v lines=yes -v label='Not-Followed: '
    [ -z "$not_asked" ] || printf '%s\n' "$not_asked" | od -An -v -tx1 |
        percent -v lines=yes -v label='Metrics-Not-Asked: '
    printf 'AWS-CLI: %s\n' "$aws_version"
}

seal() {
    sum=$($digest <"$bag/$1")
    sum=${sum%% *}
    case ${#sum}$sum in
    64*[!0-9a-f]*) err "expected a SHA-256 from \`$program\`, got \`$sum\`" ;;
    64*) write "$bag/$2" "$sum  $1" ;;
    *) err "expected a SHA-256 from \`$program\`, got \`$sum\`" ;;
    esac
}

hand_over() {
    if [ -n "$packing" ]; then
        [ -n "$archive" ] || name_by_account
        case $packing in
        zip) pack_zip ;;
        *) pack_tar ;;
        esac
        put_in_place "$bag.$packing" "${archive:-${bag##*/}.$packing}"
        ensure rm -rf "$stage"
    fi
    case $failures in
    0) say "done: every command succeeded" ;;
    *) say "done: $failures failed; the bundle holds what was said instead" ;;
    esac
    tell_troubles
    tell_content
    printf '%s\n' "$bag"
}

name_by_account() {
    ensure mv "$bag" "$stage/cis-evidence-$account-$opened"
    bag=$stage/cis-evidence-$account-$opened
}

pack_tar() {
    (cd "$stage" && archived "${bag##*/}") >"$bag.tar" || err "could not make the archive"
    if have_cmd tar; then
        (cd "$stage" && tar -tf "./${bag##*/}.tar") >"$bag.listed" ||
            err "expected an archive that \`tar\` can read, got another"
        [ $(($(wc -l <"$bag.listed"))) -eq $((count + 4)) ] || err "could not put every file into the archive"
    fi
    [ "$packing" = tar ] || gzip -nc <"$bag.tar" >"$bag.tar.gz" || err "could not compress the archive"
}

# Without what Info-ZIP would add: who owns a file, and when it was made. Its time is the first that a zip
# file can tell, and the order is that of the names. The same bag gives the same bytes.
pack_zip() {
    (
        cd "$stage" || exit 1
        TZ=UTC0
        export TZ
        find "./${bag##*/}" -exec touch -t 198001010000 {} + || exit 1
        find "./${bag##*/}" -type f | sort | zip -q -X -D "./${bag##*/}.zip" -@ >/dev/null
    ) || err "could not make the archive"
    holds_all "$bag.zip" || err "could not put every file into the archive"
}

# holds_all FILE: whether a zip file ends in the record that counts as many files as there are (APPNOTE 4.3.16;
# the two bytes are all ones from 65535 on).
holds_all() {
    entries=$((count + 4))
    [ "$entries" -lt 65535 ] || entries=65535
    entries=$(printf '%02x%02x' $((entries % 256)) $((entries / 256)))
    end=$(od -An -v -tx1 -j $(($(wc -c <"$1") - 22)) -N 22 "$1" | tr -d ' \n')
    case $end in
    504b050600000000????"$entries"*) ;;
    *) return 1 ;;
    esac
}

tell_content() {
    say "\`$bag\` holds account numbers, names and settings of resources, who asked, and the addresses of \
subscribers${profile:+; the name of your profile}${endpoint_url:+; the endpoint URL}; no credentials"
    case $packing in
    '') say "pack this folder into one file, and send that to the auditor who asked for it, and to nobody else" ;;
    *) say "send this file to the auditor who asked for it, and to nobody else" ;;
    esac
}

# archived FOLDER: a tar archive of the files in FOLDER. Every program `tar` has other options to leave out
# who the user is, or none, so the headers are made here: owner and group are 0 and have no name, the time
# is 0, the order is that of the names. The same bag gives the same bytes.
archived() {
    root=$(printf '%s' "$1" | od -An -v -tx1)
    # The size behind the path, for names sort by bytes and the path begins with any of them.
    (cd "./$1" && find . -type f -exec wc -c {} +) |
        awk '$2 ~ /^\.\// { print substr($2, 3), $1 }' | sort | tar_headers "$root" |
        while IFS=' ' read -r header path; do
            printf '%b' "$header" || exit 1
            [ -z "$path" ] || cat "./$1/$path" || exit 1
        done
}

# tar_headers ROOT: for each line "PATH SIZE" a line of what stands in front of the content of that file,
# as an argument of %b, and the path; last what ends the archive. ROOT, the folder of the paths, is given
# as `od` writes it. A path of over 100 bytes goes into an entry of its own, as GNU tar does it, which
# every `tar` reads.
tar_headers() {
    awk -v root="$(printf '%s' "$1" | tr '\n' ' ')" '
    BEGIN {
        for (code = 0; code < 256; code++) {
            octal[code] = sprintf("\\0%03o", code)
            value[sprintf("%02x", code)] = code
        }
        for (code = 32; code < 127; code++) value[sprintf("%c", code) "="] = code
        for (nothing = octal[0]; length(nothing) < 1024 * 5;) nothing = nothing nothing
        folder = split(root, hex, " ")
        for (i = 1; i <= folder; i++) name[i] = value[hex[i]]
        name[++folder] = 47
    }
    {
        size = folder + length($1)
        for (i = folder + 1; i <= size; i++) name[i] = value[substr($1, i - folder, 1) "="]
        printf "%s", padding
        if (size > 100) {
            header("././@LongLink", 0, size + 1, "L")
            made = ""
            for (i = 1; i <= size; i++) put(name[i])
            printf "%s%s%s", made, octal[0], padded(size + 1)
        }
        header("", size, $2, "0")
        print "", $1
        padding = padded($2)
    }
    END { print padding substr(nothing, 1, 1024 * 5) }
    # Prints the header of an entry, 512 bytes. Its name is `title` and the first `size` bytes of `name`.
    function header(title, size, content, type,   i, before) {
        made = ""
        used = 0
        sum = 8 * 32 # of the checksum itself, which counts as blanks
        text(title)
        for (i = 1; i <= size && i <= 100; i++) put(name[i])
        to(100)
        text("0000600") # mode
        to(108)
        text("0000000") # owner
        to(116)
        text("0000000") # group
        to(124)
        text(sprintf("%011o", content))
        to(136)
        text("00000000000") # time
        to(148)
        before = made
        made = ""
        used = 156
        text(type)
        to(257)
        text("ustar  ") # and no names of owner and group
        to(512)
        i = made
        made = ""
        text(sprintf("%06o", sum))
        printf "%s%s%s%s%s", before, made, octal[0], octal[32], i
    }
    function text(letters,   i) {
        for (i = 1; i <= length(letters); i++) put(value[substr(letters, i, 1) "="])
    }
    function put(byte) {
        made = made octal[byte]
        used++
        sum += byte
    }
    function to(end) {
        made = made substr(nothing, 1, (end - used) * 5)
        used = end
    }
    # What stands behind `size` bytes, up to whole blocks.
    function padded(size) {
        return substr(nothing, 1, (512 - size % 512) % 512 * 5)
    }'
}

put_in_place() {
    [ ! -e "$2" ] || err "\`$2\` appeared meanwhile; not replaced"
    ensure mv "$1" "$2"
    bag=$2
}

interrupted() {
    trap '' HUP INT TERM
    stop_aws
    if [ -n "$bag" ] && [ -e "$bag/INCOMPLETE" ]; then
        (cd "$bag" && rm -f aws-version bagit.txt bag-info.txt manifest-sha256.txt tagmanifest-sha256.txt)
        # What a command had said when it was stopped is not an answer.
        [ -z "$pending" ] || rm -f "$bag/$pending" "$bag/$pending.stderr" "$bag/$pending.status"
        say "stopped by $1: \`$bag\` holds what was captured so far and is marked INCOMPLETE"
    elif [ -n "$bag" ]; then
        say "stopped by $1: the bundle \`$bag\` is whole, the archive was not made"
    fi
    exit "$2"
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

# --- what a dry run shows ---

preface() {
    [ "$dry_run" = yes ] || return 0
    printf '# What %s would run, in this order; nothing is run now, and no file is written.\n' "$self"
    printf '# <...> stands for what earlier answers decide; where there are several, or none, the command is\n'
    printf '# run once for each. Nothing else talks to a network.\n'
    if [ "$extended" = yes ]; then
        printf '# The permissions that all this needs: %s\n' "$extended_policy"
    else
        printf '# The permissions that all this needs: %s\n' "$plain_policy"
    fi
    for setting in $settings; do
        printf '# with %s\n' "$setting"
    done
    printf '\n'
}

comment() {
    [ "$dry_run" = no ] || printf '\n# %s\n' "$1"
}

# show ARGUMENT...: prints `aws ARGUMENT...` as one would type it, but for what stands in <...>.
show() {
    line=aws
    for word; do
        case $word in
        '' | *[!A-Za-z0-9._/:=@,+\<\>-]*) quote "$word" ;;
        esac
        line="$line $word"
    done
    printf '%s\n' "$line"
}

# quote TEXT: sets `word` to the text in single quotes.
quote() {
    rest=$1
    word=
    while [ "$rest" != "${rest#*\'}" ]; do
        word=$word${rest%%\'*}"'\\''"
        rest=${rest#*\'}
    done
    word="'$word$rest'"
}

# placeholders PATH=SERVICE...: what stands for the names that an answer would have at these paths.
placeholders() {
    for pair; do
        case $pair in
        */TrailARN=cloudtrail) printf 'cloudtrail arn:<partition>:cloudtrail:<trail-region>:<account>:trail/<trail>\n' ;;
        *=logs) printf 'logs <group-region>:<log-group>\n' ;;
        *=namespace) printf 'metric <namespace>:<metric>\n' ;;
        Subscriptions/*) printf 'sns arn:<partition>:sns:<topic-region>:<account>:<topic>:<subscription>\n' ;;
        *=sns) printf 'sns arn:<partition>:sns:<topic-region>:<account>:<topic>\n' ;;
        *=cloudwatch) printf 'cloudwatch arn:<partition>:cloudwatch:<rule-region>:<account>:alarm-mute-rule:<mute-rule>\n' ;;
        *=kms) printf 'kms <key>\n' ;;
        esac
    done
}

# --- what went wrong, and what to do ---

# note_trouble SERVICE OPERATION: sets `trouble` to the kind of the failure of the last command, and keeps it.
note_trouble() {
    trouble_in "$captured.stderr"
    case $trouble in
    denied) refusals=$refusals$newline$(refusal "$1" "$2") ;;
    *) troubles=$troubles$newline$trouble ;;
    esac
}

# trouble_in FILE: sets `trouble`, by what either version of `aws` says (errors of botocore; codes of the
# services in parentheses). What has expired is looked for first, for a refusal may have this cause.
trouble_in() {
    heard=$(tr '\000' ' ' <"$1" | awk 'NR <= 40 { print substr($0, 1, 2000) }')
    trouble=other
    [ "$ended" = no ] || trouble=silent
    [ "$ended" = no ] || return 0
    case $heard in
    *'(ExpiredToken'* | *'oken has expired'* | *'ession has expired'* | *'profile has expired'* | \
        *'token included in the request is expired'* | *'credentials are still expired'* | \
        *'Session token not found or invalid'* | *'Error loading SSO Token'* | *'Error loading login session token'* | \
        *'Error when retrieving token from sso'*)
        trouble=expired
        ;;
    *'(RequestExpired)'* | *'(RequestTimeTooSkewed)'* | *'Signature expired'* | *'Signature not yet current'*)
        trouble=clock
        ;;
    *'The config profile ('*') could not be found'*) trouble=profile ;;
    *'Unable to locate credentials'* | *'Partial credentials found'* | *'Unable to locate authorization token'* | \
        *'Error when retrieving credentials from'*)
        trouble=credentials
        ;;
    *'EOF when reading a line'* | *'Enter MFA code'*) trouble=mfa ;;
    *'(InvalidClientTokenId)'* | *'(UnrecognizedClientException)'* | *'(SignatureDoesNotMatch)'* | \
        *'(InvalidSignatureException)'* | *'(IncompleteSignature'* | *'(MissingAuthenticationToken'* | \
        *'(AuthFailure)'* | *'(InvalidAccessKeyId)'*)
        trouble=keys
        ;;
    *'(AccessDenied'* | *'AccessDeniedException)'* | *'(AuthorizationError'* | *'(UnauthorizedOperation)'* | *'(UnauthorizedException)'* | \
        *'(ForbiddenException)'* | *'(NotAuthorized'* | *'is not authorized to perform'*)
        trouble=denied
        ;;
    *'Could not connect to the endpoint URL'* | *' timeout on endpoint URL'* | *'Connection was closed before'* | \
        *'Failed to connect to proxy URL'* | *'SSL validation failed'* | *'An HTTP Client '*)
        trouble=network
        ;;
    esac
}

# refusal SERVICE OPERATION: who may not do what, and what would allow it, from what was `heard`. The action has
# the name of the operation, which the error tells: it may be one that `aws` needs to get its credentials.
refusal() {
    action=$1:$(printf '%s\n' "$2" | awk -F - '{
        for (i = 1; i <= NF; i++) printf "%s", toupper(substr($i, 1, 1)) substr($i, 2)
    }')
    who=${caller:-the caller}
    case $heard in
    *'User: arn:'*' is not authorized'*)
        who=${heard#*User: }
        who=${who%% is not authorized*}
        ;;
    esac
    case $heard in
    *'when calling the '*' operation'*)
        refused=${heard#*when calling the }
        refused=${refused%% operation*}
        ;;
    *) refused=${action#*:} ;;
    esac
    case $refused/$heard in
    "${action#*:}"/*'explicit deny'*)
        remedy="an explicit deny stands against it, which no other policy lifts: ask who manages the organization or the role"
        ;;
    "${action#*:}"/*'because no '*' allows'*)
        remedy=${heard#*because no }
        remedy=${remedy%% allows*}
        case $remedy in
        identity-based\ policy) remedy="$policy allows it" ;;
        *) remedy="$policy allows it, but a $remedy has to allow it as well" ;;
        esac
        ;;
    "${action#*:}"/*) remedy="$policy allows it" ;;
    *)
        action=sts:AssumeRole
        case $refused in
        AssumeRole*) ;;
        GetRoleCredentials) action=sso:GetRoleCredentials ;;
        *) action=$refused ;;
        esac
        remedy="\`aws\` needs it to get its credentials: ask who manages the role to let you have it"
        ;;
    esac
    printf '%s may not do %s: %s\n' "$who" "$action" "$remedy"
}

# What is not allowed, each once, and what to do about the other failures, once for each kind.
tell_troubles() {
    for line in $(printf '%s\n' "$refusals" | awk 'NF {
        if (!count[$0]++) order[++lines] = $0
    } END {
        for (i = 1; i <= lines; i++) print order[i] (count[order[i]] > 1 ? " (" count[order[i]] " commands)" : "")
    }'); do
        say "$line"
    done
    known=$(added other "$troubles")
    for trouble in $known; do
        advise "$trouble"
    done
    [ -z "$refusals$known" ] ||
        say "if you can change this, do so and run it again; if not, send the file all the same"
}

# advise TROUBLE: what to do about a kind of failure.
advise() {
    login="\`aws sso login${profile:+ --profile $profile}\`"
    case $1 in
    expired)
        say "your login has expired: log in again, by $login or as you did before, or name another profile by \
\`--profile NAME\`, and run this again"
        ;;
    credentials)
        say "log in first, by $login or as you do otherwise, or name a profile that has credentials, by \
\`--profile NAME\`, and run this again; in AWS CloudShell nothing of this is needed"
        ;;
    profile)
        say "\`aws configure list\` shows what \`aws\` uses now, and the file ~/.aws/config the profiles that there are: \
name one of them by \`--profile NAME\`, and run this again"
        ;;
    keys)
        say "AWS does not know these credentials: they are mistyped, deleted, or lack their session token, or the \
region is not enabled for the account; log in by $login, or name other credentials by \`--profile NAME\`"
        ;;
    mfa)
        say "nobody can type a code here: get a session with it first (\`aws sts get-session-token\`), and name the \
profile that holds the session by \`--profile NAME\`"
        ;;
    denied) say "or name a profile with another role, by \`--profile NAME\`, and run this again" ;;
    clock) say "the clock of this computer is wrong: set it, and run this again" ;;
    network) say "\`aws\` does not get through to AWS: see to the network, the proxy (HTTPS_PROXY) and the region" ;;
    silent)
        say "AWS did not answer in time: see to the network and the proxy (HTTPS_PROXY), or give it more time by \
\`--timeout SECONDS\`"
        ;;
    *)
        say "see that \`aws sts get-caller-identity\` succeeds here: log in by $login, or name a profile by \
\`--profile NAME\`, and run this again"
        ;;
    esac
}

# --- small words of this script alone ---

# follow FILE PATH=SERVICE...: sets `found` to the names in FILE that a command can be given, one a
# line behind its service; the others are told and kept in `not_followed`. See names_in.
follow() {
    if [ "$dry_run" = yes ]; then
        shift
        found=$(placeholders "$@")
        return 0
    fi
    found=$(names_in "$@")
    refused=$(added "$not_followed" "$(of refused "$found")")
    [ -n "$refused" ] || return 0
    not_followed=$not_followed${not_followed:+$newline}$refused
    told=0
    for name in $refused; do
        told=$((told + 1))
        [ "$told" -le 10 ] || continue
        case $name in
        "metric "*) say "not followed: expected a metric, got ${name#* }" ;;
        *) say "not followed: expected an ARN of ${name%% *}, got ${name#* }" ;;
        esac
    done
    [ "$told" -le 10 ] || say "not followed: $((told - 10)) more; bag-info.txt has all of them"
    failures=$((failures + told))
}

# names_in FILE PATH=SERVICE...: the JSON strings in FILE that stand at one of the paths, each once, one
# a line: "SERVICE NAME", or "refused SERVICE TEXT" with the text as it is written there, where it is no
# ARN of the service. PATH is the names of the members on the way down, joined by slashes; lists count
# for nothing. An action of an alarm that is none of SNS is left out; an account is 12 digits, and a caller
# some ARN. Where the
# services are `namespace` and `name`, the two of one object make a line "metric NAMESPACE:NAME": neither holds
# a colon (API_MetricTransformation), so neither is a URL, which `aws` would read and send what it finds there.
#
# It reads once and in time that grows with the file alone, whatever its line ends, in any awk: lines
# are cut to a size in which no `substr` is slow, and fields are what stands between two quotes. Raw line
# ends and NUL become a control character, which JSON does not allow inside a string. What is no JSON is
# read as far as it is.
names_in() {
    answer=$1
    wanted=$2
    shift 2
    for pair; do wanted=$wanted,$pair; done
    tr '\000\n' '\001\001' <"$answer" | fold -b -w 1000 | awk -F '"' -v wanted="$wanted" '
    BEGIN {
        count = split(wanted, pairs, ",")
        for (i = 1; i <= count; i++) {
            split(pairs[i], pair, "=")
            steps = split(pair[1], step, "/")
            path = ""
            for (j = 1; j <= steps; j++) {
                if (j == steps && pair[2] ~ /^name/) paired[path] = 1
                lead[path] = member[step[j]] = 1
                path = path "\"" step[j]
            }
            service[path] = pair[2]
        }
        plain["\""] = 34
        plain["\\"] = 92
        plain["/"] = 47
        # Whether the code of sprintf is that of a byte, or of a character, or neither can be trusted.
        if (sprintf("%c%c", 195, 182) == "\303\266") unit = "byte"
        else if (sprintf("%c", 246) == "\303\266") unit = "character"
        # Lists and objects around what is read, and the path of what comes next.
        depth = object = leading = wants = 0
        at[0] = kind[0] = here = ""
        inside = naming = odd = known = 0
    }
    {
        last = NF
        slash = odd || index($0, "\\")
        for (i = 1; i <= last; i++) {
            part = $i
            if (inside) {
                if (keep) {
                    if (length(text) < 3000) text = text part
                    else overlong = 1
                }
                if (slash) odd = escapes(part)
                if (i == last) break # the line was cut, not the string
                if (odd) {
                    odd = 0
                    if (keep && !overlong) text = text "\""
                    continue
                }
                inside = 0
                if (keep) ended()
                continue
            }
            if (part in memo) marks = memo[part]
            else {
                marks = part
                gsub(/[^][{}:,]/, "", marks)
                if (known++ < 5000) memo[part] = marks
            }
            if (marks == ":") naming = 0
            else if (marks == "," && object) naming = 1
            else structure()
            if (naming) {
                here = "none"
                wants = 0
                keep = leading
            } else keep = wants
            if (i == last) break
            # Most strings are whole and of no interest: these are stepped over, for some are slow.
            if (!slash && i < last - 1 && (!keep || (naming && !($(i + 1) in member)))) {
                i++
                continue
            }
            inside = 1
            if (keep) {
                text = ""
                overlong = 0
            }
        }
    }
    # Whether the last backslash of a part stands for more than itself: it is the odd one of its run.
    function escapes(part,   size) {
        size = length(part)
        if (size == 0) return odd
        if (substr(part, size) != "\\") return 0
        if (size > 1 && substr(part, size - 1, 1) != "\\") return 1
        match(part, /\\+$/)
        return (RLENGTH + (RLENGTH == size ? odd : 0)) % 2
    }
    function structure(   i, mark, size) {
        size = length(marks)
        for (i = 1; i <= size; i++) {
            mark = substr(marks, i, 1)
            if (mark == ":") naming = 0
            else if (mark == "}" || mark == "]") {
                if (kind[depth] != (mark == "}" ? "{" : "[")) exit
                if (mark == "}" && (at[depth] in paired)) metric(half["namespace"], half["name"])
                depth--
                object = (kind[depth] == "{")
                leading = (at[depth] in lead)
                naming = wants = 0
            } else {
                if (mark != ",") {
                    if (++depth > 100) exit
                    kind[depth] = mark
                    at[depth] = here
                    if (mark == "{" && (here in paired)) half["namespace"] = half["name"] = ""
                    object = (mark == "{")
                    leading = (here in lead)
                }
                naming = object
                here = object ? "none" : at[depth]
                wants = (here in service)
            }
        }
    }
    # A string at its end: a name of a member, or one that is looked for. None of those is as long as what
    # was cut, which a lone backslash makes none.
    function ended() {
        if (overlong) text = text "\\"
        if (naming) {
            here = decoded(text)
            here = at[depth] "\"" (index(here, "\"") ? "none" : here)
            wants = (here in service)
            naming = 0
        } else if (service[here] ~ /^name/) half[service[here]] = text
        else if (!((service[here], text) in seen)) {
            seen[service[here], text] = 1
            found(service[here], decoded(text))
        }
    }
    function metric(space, name,   pair) {
        text = space ":" name
        if (text == ":" || ((text, "metric") in seen)) return
        seen[text, "metric"] = 1
        pair = decoded(space) ":" decoded(name)
        if (pair ~ /[\001-\037\177]/ || pair !~ /^[^:]+:[^:]+$/) print "refused", "metric", text
        else print "metric", pair
    }
    function found(kind, name,   field, fits) {
        split(name, field, ":")
        if (kind == "account" || kind == "caller") {
            if (kind == "account" ? length(name) == 12 && name !~ /[^0-9]/ : name ~ /^arn:[!-~]*$/) print kind, name
            return
        }
        if (kind == "kms") {
            if (name != "" && name !~ /[^A-Za-z0-9:\/_-]/) print kind, name
            else if (name != "") print "refused", kind, text
            return
        }
        if (kind == "sns" && name !~ /^arn:[^:]*:sns:/) return
        fits = (field[1] == "arn" && field[2] != "" && field[3] == kind && field[5] != "" && field[6] != "")
        if (field[4] !~ /^[a-z0-9][a-z0-9-]*$/ || name ~ /[\001-\037\177"\\]/) fits = 0
        if (kind == "cloudtrail" && field[6] !~ /^trail\/./) fits = 0
        if (kind == "logs" && (field[6] != "log-group" || field[7] == "")) fits = 0
        if (!fits) print "refused", kind, text
        else if (kind == "logs") print kind, field[4] ":" field[7]
        else print kind, name
    }
    # The text behind its escapes, as far as a name can hold it: from a control character, or what is none
    # at all, on it is one control character.
    function decoded(text,   name, start, mark, code, low) {
        name = ""
        while ((start = index(text, "\\"))) {
            name = name substr(text, 1, start - 1)
            mark = substr(text, start + 1, 1)
            code = (mark == "u") ? number(substr(text, start + 2, 4)) : (mark in plain) ? plain[mark] : 0
            text = substr(text, start + (mark == "u" ? 6 : 2))
            if (code >= 55296 && code < 56320 && substr(text, 1, 2) == "\\u") {
                low = number(substr(text, 3, 4)) - 56320
                if (low < 0 || low > 1023) return name "\001"
                code = 65536 + (code - 55296) * 1024 + low
                text = substr(text, 7)
            }
            mark = character(code)
            if (mark == "") return name "\001"
            name = name mark
        }
        return name text
    }
    function number(digits,   code, i, value) {
        code = 0
        for (i = 1; i <= 4; i++) {
            value = index("0123456789abcdef", tolower(substr(digits, i, 1)))
            if (value == 0 || i > length(digits)) return 0
            code = code * 16 + value - 1
        }
        return code
    }
    # UTF-8 of a code point; nothing for what no name holds.
    function character(code) {
        if (code < 32 || code == 127) return ""
        if (code >= 55296 && code < 57344) return ""
        if (code < 128 || unit == "character") return sprintf("%c", code)
        if (unit != "byte") return ""
        if (code < 2048) return sprintf("%c", 192 + int(code / 64)) tail(code)
        if (code < 65536) return sprintf("%c", 224 + int(code / 4096)) tail(code / 64) tail(code)
        return sprintf("%c", 240 + int(code / 262144)) tail(code / 4096) tail(code / 64) tail(code)
    }
    function tail(code) {
        return sprintf("%c", 128 + int(code) % 64)
    }'
}

region_like() {
    case $1 in
    '' | -* | *[!a-z0-9-]*) return 1 ;;
    esac
}

# at_home ARN NAME: sets `home` to the region of an ARN, and `safe` as name_file does.
at_home() {
    home=${1#*:*:*:}
    home=${home%%:*}
    name_file "$2"
}

# added LIST MORE: the lines of MORE that are not in LIST, each once.
added() {
    printf '%s\n\t\n%s\n' "$1" "$2" | awk '$0 == "\t" { more = 1 } !seen[$0]++ && more && NF'
}

# of WORD LINES: the lines that begin with WORD, without it.
of() {
    printf '%s\n' "$2" | awk -v word="$1 " 'index($0, word) == 1 { print substr($0, length(word) + 1) }'
}

among() {
    case $newline$1$newline in
    *"$newline$2$newline"*) ;;
    *) return 1 ;;
    esac
}

# Sets `safe` to a name for a file, from any text. What is cut or replaced may make two alike: see
# unused_name.
name_file() {
    safe=$1
    case $safe in
    *[!A-Za-z0-9._-]*) safe=$(printf '%s' "$safe" | tr -c 'A-Za-z0-9._-' '_') ;;
    esac
    [ "${#safe}" -le 140 ] || safe=$(printf '%s' "$safe" | cut -c1-140)
}

# unused_name NAME: sets `unused` to the path of an output that is not there yet.
unused_name() {
    unused=$1.json
    number=1
    while [ -e "$bag/$unused" ]; do
        number=$((number + 1))
        unused=$1~$number.json
    done
}

# encode WORD...: sets `encoded` to the words in one field of the table of commands: joined by spaces,
# every byte outside A-Za-z0-9._/:=@,+- written %XX, an empty word %00.
encode() {
    encoded=
    for word; do
        case $word in
        '') word=%00 ;;
        *[!A-Za-z0-9._/:=@,+-]*) word=$(printf '%s' "$word" | od -An -v -tx1 | percent) ;;
        esac
        encoded=$encoded${encoded:+ }$word
    done
}

# Bytes, as `od` writes them, in the form of the table of commands. With `-v lines=yes` the line ends
# stay, and `label` stands in front of each line.
percent() {
    awk "$@" '
    BEGIN {
        plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/:=@,+-"
        for (code = 33; code < 127; code++) {
            letter = sprintf("%c", code)
            if (index(plain, letter)) byte[sprintf("%02x", code)] = letter
        }
    }
    {
        count = split($0, hex, " ")
        for (i = 1; i <= count; i++) {
            if (lines && hex[i] == "0a") { printf "\n"; begun = 0; continue }
            if (lines && !begun++) printf "%s", label
            printf "%s", (hex[i] in byte) ? byte[hex[i]] : "%" toupper(hex[i])
        }
    }'
}

# write FILE TEXT: adds TEXT as a line.
write() {
    printf '%s\n' "$2" >>"$1" || err "could not write \`$1\`"
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
