import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'

const ENDS = 'ends processes without asking the one who started them'

/** What scripts of init understand by convention. */
const initVerbs: Readonly<Record<string, Verdict>> = {
  'status|show': reads,
  'start|stop|restart|reload|force-reload|condrestart|try-restart|enable|disable|zap': changes(
    'changes the state of a service',
  ),
}

/** Processes, services, schedules, users and the machine itself. */
export const processes: RiskTable = {
  'ps|pgrep|pidof|pstree|pmap|pwdx|uptime|w|who|last|nproc|lscpu|lsmod|lspci|lsusb|uname|arch': reads,
  'hostid|cal|getconf|getent|locale|ipcs|numastat': reads,
  free: {
    verdict: reads,
    valued: '-s -c --seconds --count',
    options: [
      { option: '-s --seconds', ...readsAs('repeats its report for ever', 'never-ending') },
      { option: '-c --count', ...reads, drops: ['never-ending'] },
    ],
  },
  lastlog: { verdict: reads, options: [{ option: '-C -S --clear --set', ...changes('changes the record of logins') }] },
  lsof: {
    verdict: reads,
    options: [
      { option: '-D', ...unsure('handles its cache of devices') },
      { option: '-r', ...readsAs('repeats its report for ever', 'never-ending') },
    ],
  },
  dmidecode: { verdict: reads, options: [{ option: '--dump-bin', ...changes('writes a file') }] },
  sensors: { verdict: reads, options: [{ option: '-s --set', ...changes('sets limits of the sensors') }] },
  date: {
    verdict: reads,
    valued: '-d --date -f -r',
    options: [{ option: '-s --set', ...changes('sets the clock') }],
    judge: judgeDate,
  },
  hwclock: {
    verdict: changes('sets a clock'),
    options: [
      { option: '-r --show --get --verbose -V', ...reads, replaces: true },
      { option: '-w -s --systohc --hctosys --set --adjust -a', ...changes('sets a clock') },
    ],
    bare: reads,
  },
  hostname: {
    verdict: reads,
    options: [{ option: '-F -b --file --boot', ...changes('names the machine') }],
    judge: ({ operands }) => (operands.length > 0 ? changes('names the machine') : undefined),
  },
  'sar|mpstat|pidstat|iostat|vmstat|dstat|nfsstat': {
    verdict: reads,
    valued: '-P -o -f -s -e -I',
    options: [{ option: '-o', ...changes('writes a file') }],
    judge: judgeInterval,
  },
  dmesg: {
    verdict: reads,
    valued: '-n -s -l -f -F -K --console-level --buffer-size --level --facility --file --time-format --since --until',
    options: [
      { option: '-w -W --follow --follow-new', ...readsAs('follows the log for ever', 'never-ending') },
      { option: '-c -C --clear --read-clear', ...changes('clears the messages of the kernel') },
      {
        option: '-n -D -E --console-level --console-off --console-on',
        ...changes('changes what the kernel prints'),
      },
    ],
  },
  sleep: {
    verdict: reads,
    judge: ({ operands }) => (operands[0]?.value === 'infinity' ? readsAs('never ends', 'never-ending') : undefined),
  },
  'top|htop|atop|btop|glances|iotop|iftop|nethogs|slabtop|systemd-cgtop|powertop|nmon|ctop|k9s|lazydocker': {
    verdict: screen,
    valued: '-n -d -p -u -U -w -o --iterations --delay',
    options: [
      { option: '-b --batch', ...readsAs('reports without a screen', 'never-ending'), drops: ['interactive'] },
      { option: '-n --iterations', ...readsAs('stops by itself'), drops: ['never-ending'] },
    ],
  },
  'kill|pkill|killall|killall5|skill': { verdict: reads, judge: judgeKill },
  fuser: { verdict: reads, options: [{ option: '-k --kill', ...destroys(ENDS) }] },
  xkill: destroys(ENDS),
  'renice|chcpu|prlimit': changes('changes how processes are scheduled'),
  systemctl: {
    verdict: unlisted,
    valued:
      '-t --type --state -p --property -H --host -M -n --lines -o --output -s --signal --root --what --job-mode --kill-who --kill-whom --preset-mode --timestamp --image --reboot-argument --boot-loader-entry',
    verbs: {
      'status|show|cat|is-active|is-enabled|is-failed|is-system-running|list-units|list-unit-files|list-timers': reads,
      'list-sockets|list-dependencies|list-jobs|list-machines|get-default|show-environment|help': reads,
      'start|stop|restart|reload|try-restart|reload-or-restart|try-reload-or-restart|condrestart|bind|mount-image|isolate|freeze|thaw|cancel':
        changes('changes the state of a service'),
      'enable|disable|mask|unmask|reenable|preset|link|revert|add-wants|add-requires|set-default|set-property':
        changes('changes which services run'),
      'daemon-reload|daemon-reexec|reset-failed|set-environment|unset-environment|import-environment':
        changes('changes the state of systemd'),
      edit: changes('edits a unit', 'interactive'),
      'kill|clean': destroys('ends the processes or removes the state of a service'),
      'reboot|kexec|soft-reboot|suspend|hibernate|rescue|emergency': changes('restarts or stops the machine'),
      'poweroff|halt': destroys('turns the machine off'),
    },
    bare: reads,
  },
  'systemd-analyze|loginctl|machinectl|bootctl|coredumpctl|resolvectl|networkctl|hostnamectl|timedatectl|localectl': {
    verdict: unlisted,
    verbs: {
      'status|show|show-*|list|list-*|session-status|user-status|seat-status|blame|critical-chain|time|verify|cat-config|dump|info|query|statistics|security':
        reads,
      'set-*|kill-*|terminate-*|enable*|disable*|lock-*|unlock-*|flush-caches|reload|renew|reconfigure|up|down|delete|ntp|revert|start|poweroff|reboot|remove|clone|rename':
        changes('changes the state of the machine'),
    },
    options: [
      { option: '-o --output', verb: 'dump', ...changes('writes a file') },
      { option: '-f --follow', ...readsAs('follows for ever', 'never-ending') },
    ],
    bare: reads,
  },
  'systemd-cgls|systemd-detect-virt|systemd-path': reads,
  'systemd-run': {
    verdict: changes('starts a transient service'),
    valued: '-p --property --unit -u --on-calendar --on-active --uid --slice',
    runs: [{ skip: 0 }],
  },
  journalctl: {
    verdict: reads,
    valued:
      '-u --unit -n --lines -S --since -U --until -p --priority -o --output -t --identifier -D -M -g --grep --file --root --cursor-file --cursor --after-cursor -c --namespace --interval',
    options: [
      { option: '-f --follow', ...readsAs('follows the log for ever', 'never-ending') },
      { option: '--vacuum-size --vacuum-time --vacuum-files', ...destroys('removes old logs') },
      {
        option: '--rotate --flush --sync --setup-keys --relinquish-var --smart-relinquish-var --update-catalog',
        ...changes('changes the journal'),
      },
      { option: '--cursor-file', ...changes('writes a file') },
    ],
  },
  'service|rc-service|invoke-rc.d': {
    verdict: unlisted,
    verbAt: 1,
    verbs: initVerbs,
    options: [{ option: '--status-all', ...reads, replaces: true }],
  },
  'init.d': { verdict: unlisted, verbs: initVerbs },
  'sv|initctl|supervisorctl|gitlab-ctl|monit|pm2': {
    verdict: unlisted,
    valued: '-c -s -u -p -n',
    verbs: {
      'status|show-config|service-list|summary|ls|list|avail|diff-config|pid|jlist|prettylist|describe|report': reads,
      'start|stop|restart|reload|force-reload|once|hup|up|down|reconfigure|update|reread|add|condrestart|try-restart|int|term|clear|flush|save|dump|scale|reset|signal':
        changes('changes the state of a service'),
      'tail|logs|monit': readsAs('follows the log for ever', 'never-ending'),
      'kill|cleanse|uninstall|remove|delete': destroys('ends or removes a service'),
    },
  },
  'chkconfig|update-rc.d': changes('changes which services run'),
  crontab: {
    verdict: changes('replaces the table of scheduled commands'),
    valued: '-u',
    options: [
      { option: '-l', ...reads, replaces: true },
      { option: '-i', ...reads },
      { option: '-r', ...destroys('removes all scheduled commands') },
      { option: '-e', ...changes('edits the scheduled commands', 'interactive') },
    ],
  },
  'at|batch': {
    verdict: changes('schedules a command'),
    valued: '-q -f -t',
    options: [
      { option: '-l -c', ...reads, replaces: true },
      { option: '-r -d', ...destroys('removes a scheduled command') },
    ],
  },
  atq: reads,
  atrm: changes('removes a scheduled command'),
  'useradd|adduser|usermod|groupadd|addgroup|groupmod|chpasswd|chsh|gpasswd|ssh-copy-id': changes('changes accounts'),
  'userdel|deluser|groupdel|delgroup': destroys('removes accounts'),
  chage: {
    verdict: changes('changes accounts'),
    valued: '-d -E -I -m -M -W -R',
    options: [
      { option: '-l --list', ...reads, replaces: true },
      { option: '-d -E -I -m -M -W', ...changes('changes accounts') },
    ],
  },
  passwd: {
    verdict: changes('changes accounts', 'interactive'),
    options: [
      { option: '-S --status', ...reads, replaces: true },
      { option: '-d -l -u -e --delete --lock --unlock --expire', ...changes('changes accounts') },
    ],
  },
  'visudo|vipw|vigr': changes('changes accounts', 'interactive'),
  sysctl: {
    verdict: reads,
    options: [{ option: '-w -p -f --write --load --system', ...changes('changes kernel settings') }],
    judge: ({ operands }) =>
      operands.some((word) => word.value.includes('=')) ? changes('changes kernel settings') : undefined,
  },
  'modprobe|insmod|rmmod|depmod|setenforce|setsebool|semanage|update-grub|grubby|locale-gen|update-ca-certificates|update-ca-trust|apparmor_parser':
    changes('changes the system'),
  ldconfig: {
    verdict: changes('changes the system'),
    options: [{ option: '-p --print-cache', ...reads, replaces: true }],
  },
  'getenforce|sestatus|aa-status|getsebool': reads,
  reboot: changes('restarts the machine'),
  'poweroff|halt': destroys('turns the machine off'),
  shutdown: {
    verdict: destroys('turns the machine off'),
    options: [
      { option: '-r --reboot', ...changes('restarts the machine'), replaces: true },
      { option: '-c', ...changes('takes back a shutdown'), replaces: true },
    ],
  },
  'init|telinit': changes('changes the run level'),
  strace: {
    verdict: reads,
    valued: '-p -e -o -s -P -u -E -a -S -b -I -O -X --attach --output --trace',
    options: [
      { option: '-p --attach', ...readsAs('traces until it is interrupted', 'never-ending') },
      { option: '-o --output', ...changes('writes a file') },
    ],
    runs: [{ skip: 0 }],
  },
  ltrace: {
    verdict: readsAs('traces until it is interrupted', 'never-ending'),
    valued: '-p -e -o -s -n -u -l -a -x -A -D -F',
    options: [{ option: '-o --output', ...changes('writes a file') }],
    runs: [{ skip: 0 }],
  },
  bpftrace: unsure('traces with a program of its own', 'never-ending'),
  'opensnoop|execsnoop|biosnoop|tcplife|tcptop': readsAs('traces until it is interrupted', 'never-ending'),
  perf: {
    verdict: unlisted,
    valued: '-e -p -t -C -o -F -I -i -r -G -s --event --pid --tid --cpu --output --input --repeat --call-graph',
    options: [
      { option: '-o --output', ...changes('writes a file') },
      { option: '-s -g --script --gen-script', verb: 'script', ...unsure('runs a script') },
    ],
    runs: [
      { verb: 'stat', dashes: true, skip: 1 },
      { verb: 'record', dashes: true, skip: 1 },
      { verb: 'trace record', dashes: true, skip: 2 },
      { verb: 'sched record', dashes: true, skip: 2 },
      { verb: 'mem record', dashes: true, skip: 2 },
    ],
    judge: ({ operands }) =>
      operands[0]?.value === 'script' && operands.length > 1 ? unsure('runs a script') : undefined,
    verbs: {
      'record|trace record|sched record|mem record': changes('writes a recording'),
      'list|script|stat|diff|annotate|version|evlist|buildid-list': reads,
      'top|report': screen,
    },
  },
  'gdb|lldb': unsure('opens a debugger', 'interactive'),
  'gcore|jmap|kdump|sosreport|sos': changes('writes a dump'),
  'jstack|jps': reads,
  jstat: {
    verdict: reads,
    longDash: true,
    judge: ({ operands }) =>
      operands.length === 2 ? readsAs('repeats its report for ever', 'never-ending') : undefined,
  },
  jinfo: {
    verdict: reads,
    longDash: true,
    valued: '-flag',
    options: [{ option: '-flag', value: /^[+-]|=/, ...changes('changes a setting of the process') }],
  },
  'py-spy|rbspy': {
    verdict: unlisted,
    verbs: { 'dump|snapshot': reads, 'record|report': changes('writes a recording'), top: screen },
    runs: [{ verb: 'record', dashes: true }],
  },
  'nvidia-smi|rocm-smi': {
    verdict: reads,
    longDash: true,
    valued: '-i -d -l -lms --id --display --loop --loop-ms --format',
    judge: judgeCards,
  },
  jcmd: { verdict: unsure('asks a Java process for something'), bare: reads },
}

/** `kill -0` and `-l` look, `-HUP` and its like ask for something, everything else ends the process. */
function judgeKill({ program, words }: Call): Verdict | undefined {
  const values = words.map((word) => word.value)
  const named = values.flatMap((value, index) => (/^(?:-s|-n|--signal)$/.test(value) ? [values[index + 1] ?? ''] : []))
  const joined = values.flatMap((value) => /^--signal=(.*)$/.exec(value)?.[1] ?? [])
  const short = values
    .filter((value, index) => /^-(?:SIG)?[A-Z0-9]+$/.test(value) && values[index - 1] !== '--')
    .map((value) => value.slice(1))
    .filter((name) => name.length > 1 || /\d/.test(name))
  const signals = [...named, ...joined, ...short].map((name) => name.replace(/^SIG/, ''))
  const lists = /^kill(?:all)?$/.test(program) && /^-[lL]$/.test(values[0] ?? '')
  if (lists || (signals.length > 0 && signals.every((name) => name === '0'))) return undefined
  const asks = /^(?:HUP|USR1|USR2|WINCH|CONT|CHLD|1|10|12|18|28)$/
  return signals.length > 0 && signals.every((name) => asks.test(name)) ? changes('signals processes') : destroys(ENDS)
}

/** `date 112812002026` sets the clock, `date +%F` prints. */
function judgeDate({ operands, flags }: Call): Verdict | undefined {
  const prints = operands.every(({ value }) => value.startsWith('+')) || flags.some(({ name }) => name === '-j')
  return prints ? undefined : changes('sets the clock')
}

/** Options of the tools for graphics cards that ask and set nothing. */
const CARD_READS =
  /^(?:-q|-L|-i|-d|-x|-u|-l|-lms|--query(?:-.*)?|--id|--display|--list-gpus|--format|--loop|--loop-ms|--unit|--xml-format|--show.*|-a|--json)$/

function judgeCards({ flags, operands }: Call): Verdict | undefined {
  const names = flags.map(({ name }) => name)
  if (names.some((name) => !CARD_READS.test(name))) return changes('changes a graphics card')
  if (operands.some(({ value }) => !/^(?:topo|dmon|pmon|nvlink)$/.test(value))) return unsure('asks for something else')
  const repeats = names.some((name) => /^(?:-l|-lms|--loop.*)$/.test(name)) || /mon$/.test(operands[0]?.value ?? '')
  return repeats ? readsAs('repeats its report for ever', 'never-ending') : undefined
}

/** `vmstat 1` repeats for ever, `vmstat 1 5` does not. */
function judgeInterval({ operands }: Call): Verdict | undefined {
  const numbers = operands.filter((word) => /^\d+(?:\.\d+)?$/.test(word.value))
  return numbers.length === 1 ? readsAs('repeats its report for ever', 'never-ending') : undefined
}
