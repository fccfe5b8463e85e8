import type { RiskTable } from '../risk-rule.ts'
import { changes, destroys, endless, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

/** What the shell itself does, and the programs that carry another command. */
export const session: RiskTable = {
  'cd|pushd|popd|dirs|export|set|unset|alias|unalias|shopt|ulimit|umask|declare|typeset|local|readonly|shift|getopts':
    readsAs('changes this shell session only'),
  'let|break|continue|return|exit|logout|wait|jobs|disown|times|hash|type|which|whereis|help|caller|compgen|complete':
    readsAs('concerns this shell session only'),
  'mapfile|readarray|whoami|id|groups|logname|tty|stty|clear|reset|history|fc|bind|enable|fg|bg|suspend': readsAs(
    'concerns this shell session only',
  ),
  // Plain words behind it are no arguments of anybody: what is left of a message, `: exit status 1`.
  ':': {
    verdict: readsAs('concerns this shell session only'),
    judge: ({ operands }) =>
      operands.length > 1 && operands.every(({ text }) => /^[\w'.,:-]+$/.test(text))
        ? unsure('looks like a message, not like a command')
        : undefined,
  },
  read: { verdict: reads, judge: judgeRead },
  select: readsAs('waits for somebody to type', 'interactive'),
  'source|.': { verdict: unsure('runs a file in this shell'), named: 0 },
  trap: {
    verdict: readsAs('concerns this shell session only'),
    query: { operand: 0, language: 'shell' },
  },
  eval: { verdict: reads, runs: [{ skip: 0, shell: true }] },
  'exec|builtin|nohup|setsid|chronic|unbuffer|caffeinate|dumb-init|tini|winpty|catchsegv': {
    verdict: reads,
    runs: [{ skip: 0 }],
  },
  command: {
    verdict: reads,
    options: [{ option: '-v -V', ...reads, replaces: true }],
    runs: [{ skip: 0 }],
  },
  'env|printenv': { verdict: reads, valued: '-u --unset -C --chdir -S', assignments: true, runs: [{ skip: 0 }] },
  'time|gtime': { verdict: reads, valued: '-f -o --format --output', runs: [{ skip: 0 }] },
  'nice|ionice|stdbuf|schedtool': { verdict: reads, valued: '-n -c -p -i -o -e --adjustment', runs: [{ skip: 0 }] },
  'chrt|taskset|cpulimit': { verdict: reads, valued: '-p -l -e', runs: [{ skip: 1 }] },
  'timeout|gtimeout': { verdict: reads, valued: '-k -s --signal --kill-after', runs: [{ skip: 1 }], bounds: true },
  'sudo|doas|pkexec|run0|please': {
    verdict: readsAs('runs with the rights of another user', 'privileged'),
    valued: '-u -g -h -p -C -r -t -U -D -R -T --user --group --host --prompt --chdir',
    assignments: true,
    bare: readsAs('opens a shell with the rights of another user', 'privileged', 'interactive'),
    options: [{ option: '-l -v -k -K -V', ...reads, replaces: true }],
    runs: [{ skip: 0 }],
  },
  'su|runuser': {
    verdict: readsAs('becomes another user', 'privileged'),
    valued: '-c -s -g -G -u --command --shell --user',
    runs: [{ option: '-c --command' }, { dashes: true }],
    judge: ({ flags, hasInput }) =>
      hasInput || flags.some((flag) => flag.name === '-c' || flag.name === '--command')
        ? undefined
        : readsAs('opens a shell as another user', 'interactive'),
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
    valued: '-t --target -S -G -r -w',
    bare: readsAs('opens a shell in other name spaces', 'privileged', 'interactive'),
    runs: [{ skip: 0 }],
  },
  chroot: {
    verdict: readsAs('works in another root folder', 'privileged'),
    valued: '--userspec --groups',
    runs: [{ skip: 1 }],
    judge: ({ operands, hasInput }) =>
      operands.length < 2 && !hasInput ? readsAs('opens a shell in another root folder', 'interactive') : undefined,
  },
  xargs: {
    verdict: reads,
    valued: '-n -P -I -L -d -E -s -a --max-args --max-procs --replace --delimiter',
    runs: [{ skip: 0 }],
  },
  parallel: { verdict: reads, valued: '-j --jobs -a --colsep', runs: [{ skip: 0 }], input: 'shell' },
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
  'bash|sh|zsh|dash|ksh|ash|fish|busybox': {
    verdict: reads,
    valued: '-c -O -o --rcfile --init-file',
    bare: unsure('opens a shell', 'interactive'),
    options: [{ option: '-n', ...readsAs('only checks the syntax'), replaces: true }],
    runs: [{ option: '-c' }, { skip: 0 }],
    input: 'shell',
  },
  'ssh|autossh|mosh|dbclient': {
    verdict: readsAs('works on another machine'),
    valued: '-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B',
    options: [
      { option: '-N', ...readsAs('holds a tunnel open', 'never-ending'), drops: ['interactive'] },
      { option: '-f', ...readsAs('goes to the background'), drops: ['interactive', 'never-ending'] },
      { option: '-t', ...readsAs('asks for a terminal', 'interactive') },
      { option: '-O -V -Q -G', ...reads, drops: ['interactive'] },
    ],
    runs: [{ skip: 1, shell: true }],
    bare: reads,
    input: 'shell',
    judge: ({ operands, flags, hasInput }) =>
      operands.length < 2 && !hasInput && !flags.some(({ name }) => /^-[NfOVQG]$/.test(name))
        ? unsure('opens a session on another machine', 'interactive')
        : undefined,
  },
  sshpass: { verdict: reads, valued: '-p -f -d', runs: [{ skip: 0 }] },
  'tsh|tctl': {
    verdict: unlisted,
    valued: '--proxy --user --ttl -l --login --cluster --auth',
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
  'aws-vault|chamber|doppler|op|teller|envchain|infisical|summon': {
    verdict: readsAs('passes secrets to a command'),
    valued: '--profile --env-file --project --config',
    runs: [
      { verb: 'exec', dashes: true, skip: 2 },
      { verb: 'run', dashes: true, skip: 1 },
    ],
  },
  direnv: {
    verdict: reads,
    verbs: { allow: changes('lets the folder set variables') },
    runs: [{ verb: 'exec', skip: 2 }],
  },
  'mise|asdf|rtx': {
    verdict: changes('changes the installed tools'),
    verbs: { 'list|current|which|where|latest|ls|plugin list|env': reads, 'exec|x': reads },
    runs: [
      { verb: 'exec', dashes: true, skip: 1 },
      { verb: 'x', dashes: true, skip: 1 },
    ],
  },
}

function judgeRead(call: { hasInput: boolean }) {
  return call.hasInput ? undefined : readsAs('waits for somebody to type', 'interactive')
}
