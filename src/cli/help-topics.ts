/** The pages of `opsbook help TOPIC`: short, complete, offline. */

export const helpTopics: Readonly<Record<string, string>> = {
  'exit-codes': `Exit codes, the same for every command

  0    success, also an empty list
  1    failed
  2    usage or configuration error: an unknown flag, a wrong opsbook.yaml
  3    checked and found wrong: check has errors, baseline has a claim that
       does not hold, fmt --check has something to mend, a run's output is
       not what its page expects, a record of a run was changed
  4    not allowed: approving one's own run where the page wants two people
  5    not found, or changed underneath: no such file, page, procedure or
       run; a page was edited while it was being mended; a run is held by
       another process, is over, or has another plan than the one meant
  6    waits for a person, an approval, or trust; or was rejected
  7    outcome unknown: a step was started and nobody can say how it ended
  8    still going on at --timeout
  9    server or network unreachable; alert send has spooled the alert
  130  interrupted (Ctrl-C)
  143  terminated

check fails on errors. --strict makes it fail on warnings too,
--max-warnings N when there are more than N of them.
`,
  environment: `Environment variables

  NO_COLOR      any value: no colour (--color=always wins over it)
  COLUMNS       width of tables when stdout is not a terminal (80)
  LC_ALL, LC_CTYPE, LANG
                a locale without UTF-8 gets ASCII: signs are replaced, other
                characters are shown as \\u{…}; JSON stays valid JSON
  TERM=dumb     no colour, ASCII
  CI            no progress line
  OPSBOOK_RUNS, XDG_STATE_HOME, HOME
                where records of runs lie: the first of $OPSBOOK_RUNS,
                $XDG_STATE_HOME/opsbook/runs, ~/.local/state/opsbook/runs
  OPSBOOK_SPOOL where alerts wait for a server that is down; else spool
                beside runs
  OPSBOOK_SERVER
                address of the server, as --server
  OPSBOOK_INTAKE_KEY, OPSBOOK_INTAKE_KEY_FILE
                the key of the integration alerts are sent to, or the file
                it is in

Steps of a run get PATH, HOME, locale, and where tools of operations find
their settings (KUBECONFIG, AWS_PROFILE, SSH_AUTH_SOCK…): nothing else.
Only a run at a terminal asks questions. A command that needs something it
was not given, where nobody can be asked, says so and exits with 2 or 6.
`,
  formatting: `Output formats

stdout has the result, stderr has messages. --format chooses:

  table    for people (default); notes are counted, -v shows them
  plain    one record a line, fields separated by tabs (--plain)
  json     versioned, with a published schema (--json)
  sarif    SARIF 2.1.0, for code scanning            check only
  junit    JUnit XML: a case a finding, or a step     check, runs export
  github   annotations of a pull request             check only
  md       Markdown, to paste into a ticket
  ndjson   events, one JSON object a line            run, runs only
  asciicast
           a terminal recording, version 2           runs export only

sarif, junit and github name files from the root of the repository, all others
from the working directory.

The schemas are in docs/schema of the package; fields are added, never
renamed or removed. --json=counts,findings prints those fields only.

Text from pages is never obeyed by the terminal: control characters,
escape sequences and bidirectional overrides are shown as \\x1b or \\u{202e}.
`,
  files: `Files

  opsbook.yaml             settings; looked for in the named folder, then
                           upwards to the root of its repository, or to the
                           working directory where there is no repository
  .opsbook-baseline.json   findings that are accepted; "baselineFile" in
                           opsbook.yaml or --baseline names another
  journal.ndjson           record of a run, in a folder of its own; where that
                           lies: opsbook help environment
  _tree.txt                every path of a repository, one a line, where the
                           checkout itself is not at hand

Pages are files that end in .md, .markdown, .mdx or .md.erb; a file that is
named on the command line is read whatever its name. The repository of a page
is the nearest folder upwards with .git or _tree.txt, else the folder of
opsbook.yaml, else the named folder.
Folders .git and node_modules are not entered. Files of more than 5 MB, files
that are not UTF-8 text and links that lead out of the repository are reported
and left alone; everything else is still read.
`,
  'runbook-format': `What is read, unchanged

There is no format to learn: the reader takes pages as teams write them.

  procedures   a heading with commands, or with a numbered list under Steps,
               Diagnosis, Resolution …; "When", prerequisites, time bounds
  steps        numbered comments in a fence, numbered lists, "Step N"
               headings, bold labels, inline code in list items
  expected     "# Expected: …", "Expected output:", a block behind a command
  symptoms     tables and sections with symptom, cause and action
  and          severities, thresholds, SLOs, contacts, escalation, checklists,
               drills, decision trees, review dates, owners

"opsbook explain FILE:LINE" says how a line was read and why, and
"opsbook view FILE" shows what became of the page.

To silence one finding, with a reason:
  <!-- ops-disable-next-line RB301 -- the queue is rebuilt on start -->
`,
  targets: `Where a procedure runs

Without --target it runs on this machine. A target is a name or a group of
opsbook.yaml ("run.targets", "run.groups"), or is spelled out:

  ssh:user@host   the ssh of this machine, with its configuration and keys;
                  an unknown host or a missing key is a failure, not a question
  docker:NAME     a running container; podman:NAME likewise
  kubectl:NS/POD  a pod, or kubectl:NS/deployment/NAME
  local           this machine

There has to be a bash at the other end, 4.4 or later. Each target has one
shell for the whole run: what a step sets is there for the next one.

  --batch 1,25%,100%   first one target, then a quarter of all, then the rest
  --max-failures 1     so many targets may fail; they are left behind, the
                       others go on. Beyond that the run stops
  --retry-failed RUN   the same procedure, only at the targets that failed

Requests (http) and queries (promql) start at this machine, whatever the
target; SQL runs through the psql of the target. "run.executors" in
opsbook.yaml says with what; a block whose language has no executor is
carried out by a person.
`,
  security: `What reading and running a book do and do not do

Reading executes nothing, contacts nothing and writes nothing. Only run, test
and record execute commands of a page; run asks for trust before the first
time, and before every change. Files are opened without
waiting, looked at before they are read, and bounded in size; symbolic links
are not followed out of the repository. fmt --fix and check --fix write pages,
whole or not at all; --write-baseline writes the baseline file.

Only --changed-since starts a program: git, with hooks, file system monitor,
external diff, text conversion, filters and network access switched off.

Text of pages is untrusted: it is escaped for the terminal and for every
output format.

Parameters: a value never becomes part of a command's text. What a page leaves
blank (<pod>, $NAMESPACE) is listed by view under "fill in".
`,
}
