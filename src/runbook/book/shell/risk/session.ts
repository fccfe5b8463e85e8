import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, endless, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

/** What the shell itself does, and the programs that carry another command. */
export const session: RiskTable = {
  'cd|pushd|popd|dirs|export|set|unset|unalias|shopt|ulimit|umask|declare|typeset|local|readonly|shift|getopts':
    readsAs('changes this shell session only'),
  // Plain words behind it are no arguments of anybody: what is left of a message, `: exit status 1`.
  ':': {
    verdict: readsAs('concerns this shell session only'),
    judge: ({ operands }) =>
      operands.length > 1 && operands.every(({ text }) => /^[\w'.,:-]+$/.test(text))
        ? unsure('looks like a message, not like a command')
        : undefined,
  },
  'let|break|continue|return|exit|logout|wait|disown|times|type|which|whereis|help|caller': readsAs(
    'concerns this shell session only',
  ),
  'whoami|id|groups|logname|tty|stty|clear|reset|bg|suspend': readsAs('concerns this shell session only'),
  alias: { verdict: readsAs('concerns this shell session only'), runs: [{ assigned: true }] },
  fg: unsure('goes on with a job', 'interactive'),
  jobs: { verdict: reads, options: [{ option: '-x', ...unsure('runs a command') }] },
  hash: { verdict: reads, options: [{ option: '-p', ...unsure('gives a program another file') }] },
  history: { verdict: reads, options: [{ option: '-c -d -a -n -r -w -s', ...changes('changes the history') }] },
  fc: {
    verdict: unsure('runs commands of the history again'),
    options: [{ option: '-l', ...reads, replaces: true }],
  },
  'bind|enable|complete|compgen|mapfile|readarray': {
    verdict: readsAs('concerns this shell session only'),
    options: [{ option: '-x -f -n -d -C -F -u', ...unsure('makes the shell run something else') }],
  },
  read: { verdict: reads, judge: judgeRead },
  select: readsAs('waits for somebody to type', 'interactive'),
  'source|.': { verdict: unsure('runs a file in this shell'), named: 0 },
  trap: {
    verdict: readsAs('concerns this shell session only'),
    query: { operand: 0, language: 'shell' },
  },
  eval: {
    verdict: reads,
    runs: [{ skip: 0, shell: true }],
    judge: ({ words }) => (words.some((word) => word.dynamic) ? unsure('runs text that is not fixed') : undefined),
  },
  'exec|builtin|nohup|setsid|chronic|unbuffer|caffeinate|dumb-init|tini|winpty|catchsegv|busybox': {
    verdict: reads,
    valued: '-a -t -w',
    runs: [{ skip: 0 }],
  },
  command: {
    verdict: reads,
    options: [{ option: '-v -V', ...reads, replaces: 'all' }],
    runs: [{ skip: 0 }],
  },
  printenv: reads,
  env: {
    verdict: reads,
    valued: '-u --unset -C --chdir -S --split-string',
    assignments: true,
    runs: [{ option: '-S --split-string' }, { skip: 0 }],
    judge: ({ flags, operands }) =>
      operands.length > 0 && flags.some(({ name }) => name === '-S' || name === '--split-string')
        ? unsure('joins its command from pieces')
        : undefined,
  },
  'time|gtime': {
    verdict: reads,
    valued: '-f -o --format --output',
    options: [{ option: '-o --output', ...changes('writes a file') }],
    runs: [{ skip: 0 }],
  },
  'nice|ionice|stdbuf': {
    verdict: reads,
    valued: '-n -c -p -i -o -e -P -u --adjustment --class --classdata --pid --input --output --error',
    options: [{ option: '-p -P -u --pid --pgid --uid', ...changes('changes how processes are scheduled') }],
    runs: [{ skip: 0 }],
  },
  'chrt|taskset|cpulimit': {
    verdict: reads,
    valued: '-p -l -e -T -P -D --limit --exe',
    options: [{ option: '-p -a -e --pid --all-tasks --exe', ...changes('changes how processes are scheduled') }],
    runs: [{ skip: 1 }],
  },
  'timeout|gtimeout': { verdict: reads, valued: '-k -s --signal --kill-after', runs: [{ skip: 1 }], bounds: true },
  'sudo|doas|pkexec|run0|please': {
    verdict: readsAs('runs with the rights of another user', 'privileged'),
    valued: '-u -g -h -p -C -r -t -U -D -R -T --user --group --host --prompt --chdir',
    assignments: true,
    bare: unsure('opens a shell with the rights of another user', 'privileged', 'interactive'),
    options: [
      { option: '-l --list -V --version', ...reads, replaces: 'all' },
      { option: '-v -k -K --validate --reset-timestamp --remove-timestamp', ...reads },
      { option: '-e --edit', ...changes('edits files', 'interactive') },
    ],
    runs: [{ skip: 0 }],
    input: 'shell',
  },
  sudoedit: changes('edits files', 'privileged', 'interactive'),
  'su|runuser': {
    verdict: readsAs('becomes another user', 'privileged'),
    valued: '-c -s -g -G -u -w --command --session-command --shell --user --group --supp-group',
    runs: [{ option: '-c --command --session-command' }, { dashes: true }],
    input: 'shell',
    judge: judgeSu,
  },
  'gosu|su-exec|setuser': { verdict: readsAs('runs as another user', 'privileged'), runs: [{ skip: 1 }] },
  'chpst|setpriv': {
    verdict: readsAs('runs with other rights', 'privileged'),
    valued: '-u -U -e -m -b -/ -n -l -L --reuid',
    runs: [{ skip: 0 }],
  },
  envdir: { verdict: reads, runs: [{ skip: 1 }] },
  'nsenter|unshare': {
    verdict: readsAs('enters the name spaces of another process', 'privileged'),
    valued: '-t --target -S -G --setuid --setgid',
    bare: unsure('opens a shell in other name spaces', 'privileged', 'interactive'),
    runs: [{ skip: 0 }],
    input: 'shell',
  },
  chroot: {
    verdict: readsAs('works in another root folder', 'privileged'),
    valued: '--userspec --groups',
    runs: [{ skip: 1 }],
    input: 'shell',
    judge: ({ operands, hasInput }) =>
      operands.length < 2 && !hasInput ? unsure('opens a shell in another root folder', 'interactive') : undefined,
  },
  xargs: {
    verdict: reads,
    valued: '-n -P -I -L -d -E -s -a --max-args --max-procs --delimiter --arg-file --max-lines --max-chars',
    runs: [{ skip: 0, appends: true }],
  },
  parallel: {
    verdict: reads,
    valued:
      '-j --jobs -a --arg-file --colsep -N -n -L -I -S --sshlogin --delay --timeout --retries --joblog --results --tmpdir -C -d --delimiter --halt',
    options: [
      { option: '--joblog --results', ...changes('writes files') },
      { option: '-S --sshlogin --sshloginfile', ...unsure('works on other machines') },
    ],
    runs: [{ skip: 0, shell: true, appends: true }],
    input: 'shell',
  },
  flock: { verdict: reads, valued: '-w -E -c --timeout --command', runs: [{ option: '-c --command' }, { skip: 1 }] },
  script: {
    verdict: changes('writes a record of the session'),
    valued: '-c -T -t',
    runs: [{ option: '-c' }],
    bare: changes('records a session', 'interactive'),
  },
  watch: {
    verdict: readsAs('repeats the command until it is interrupted', 'never-ending'),
    valued: '-n --interval -q --equexit',
    runs: [{ skip: 0, shell: true }],
  },
  entr: { verdict: endless, runs: [{ skip: 0 }] },
  'bash|sh|zsh|dash|ksh|ash|fish': {
    verdict: reads,
    valued: '-c -O -o --rcfile --init-file',
    bare: unsure('opens a shell', 'interactive'),
    options: [
      { option: '-n', ...readsAs('only checks the syntax'), replaces: 'all' },
      { option: '--rcfile --init-file', ...unsure('runs a file') },
    ],
    runs: [{ option: '-c' }, { skip: 0, script: true }],
    input: 'shell',
  },
  'ssh|dbclient': {
    verdict: readsAs('works on another machine'),
    valued: '-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B',
    options: [
      { option: '-N', ...readsAs('holds a tunnel open', 'never-ending'), drops: ['interactive'] },
      {
        option: '-f',
        ...changes('leaves a process in the background'),
        drops: ['interactive', 'never-ending'],
      },
      { option: '-t', ...readsAs('asks for a terminal', 'interactive') },
      { option: '-V -Q -G', ...reads, drops: ['interactive'] },
      { option: '-O', value: /^check$/, ...reads, drops: ['interactive'] },
      { option: '-O', value: /^(?!check$)/, ...changes('changes or ends the connection of others') },
      { option: '-o', value: /^\w+Command\b/i, ...unsure('runs a command that its options name') },
    ],
    runs: [{ skip: 1, shell: true }],
    bare: reads,
    input: 'shell',
    judge: ({ operands, flags, hasInput }) =>
      operands.length < 2 && !hasInput && !flags.some(({ name }) => /^-[NfOVQG]$/.test(name))
        ? unsure('opens a session on another machine', 'interactive')
        : undefined,
  },
  autossh: {
    verdict: changes('keeps a connection open'),
    valued: '-M -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B',
    runs: [{ skip: 1, shell: true }],
  },
  mosh: { verdict: unsure('opens a session on another machine', 'interactive'), runs: [{ skip: 1, shell: true }] },
  sshpass: { verdict: reads, valued: '-p -f -d', runs: [{ skip: 0 }] },
  'tsh|tctl': {
    verdict: unlisted,
    valued: '--proxy --user --ttl -l --login --cluster --auth -L -D -R -p -J -o -i --port --forward',
    verbs: {
      'ls|status|clusters|kube ls|db ls|apps ls|get|request ls|requests ls|users ls|nodes ls|recordings ls|version':
        reads,
      ssh: readsAs('works on another machine'),
      'login|logout|kube login|db login|create|request create|request approve|requests approve|users add':
        changes('changes access'),
      'rm|users rm|nodes rm|auth rotate': destroys('takes access away'),
    },
    runs: [{ verb: 'ssh', skip: 2, shell: true }],
    judge: ({ operands, hasInput }) =>
      operands[0]?.value === 'ssh' && operands.length < 3 && !hasInput
        ? unsure('opens a session on another machine', 'interactive')
        : undefined,
  },
  envchain: { verdict: changes('changes secrets'), runs: [{ skip: 1 }] },
  summon: { verdict: readsAs('passes secrets to a command'), valued: '-p -f -D -e', runs: [{ skip: 0 }] },
  'aws-vault|chamber|doppler|op|teller|infisical': {
    verdict: unlisted,
    valued: '--profile --env-file --project --config --command',
    verbs: { 'exec|run': readsAs('passes secrets to a command') },
    judge: ({ operands, words }) =>
      operands.length < 3 && !words.some(({ value }) => /^--(?:command(?:=.*)?)?$/.test(value))
        ? unsure('opens a shell or does what the text does not show', 'interactive')
        : undefined,
    runs: [
      { verb: 'run', option: '--command' },
      { verb: 'exec', dashes: true, skip: 2 },
      { verb: 'run', dashes: true, skip: 1 },
    ],
  },
  direnv: {
    verdict: unsure('runs what the folder asks for'),
    verbs: {
      'allow|permit|edit|prune|fetchurl': changes('lets the folder set variables'),
      'status|version|hook': reads,
    },
    runs: [{ verb: 'exec', skip: 2 }],
  },
  'mise|asdf|rtx': {
    verdict: changes('changes the installed tools'),
    verbs: { 'list|current|which|where|latest|ls|plugin list': reads, 'exec|x|env': unsure('may install tools') },
    runs: [
      { verb: 'exec', dashes: true, skip: 1 },
      { verb: 'x', dashes: true, skip: 1 },
    ],
  },
}

function judgeSu({ words, flags, operands, hasInput }: Call): Verdict | undefined {
  const told = flags.some(({ name }) => /^(?:-c|--command|--session-command)$/.test(name))
  if (told || words.some(({ value }) => value === '--')) return undefined
  const names = operands.filter(({ value }) => value !== '-')
  const byOption = flags.some(({ name }) => name === '-u' || name === '--user')
  if (names.length > (byOption ? 0 : 1)) return unsure('runs a command as another user')
  return hasInput ? unsure('runs what it reads from its input') : unsure('opens a shell as another user', 'interactive')
}

function judgeRead(call: { hasInput: boolean }) {
  return call.hasInput ? undefined : readsAs('waits for somebody to type', 'interactive')
}
