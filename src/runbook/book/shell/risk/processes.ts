import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'

const ENDS = 'ends processes without asking the one who started them'

/** Processes, services, schedules, users and the machine itself. */
export const processes: RiskTable = {
  'ps|pgrep|pidof|pstree|pmap|pwdx|uptime|free|w|who|last|lastlog|nproc|lscpu|lsmod|lspci|lsusb|lsof|uname|arch': reads,
  'hostid|cal|dmidecode|sensors|getconf|getent|locale|ipcs|numastat': reads,
  date: { verdict: reads, valued: '-d --date -f -r', options: [{ option: '-s --set', ...changes('sets the clock') }] },
  hostname: {
    verdict: reads,
    judge: ({ operands }) => (operands.length > 0 ? changes('names the machine') : undefined),
  },
  'dmesg|sar|mpstat|pidstat|iostat|vmstat|dstat|nfsstat': {
    verdict: reads,
    valued: '-p -P -o -f -s -e -u -I --time-format',
    options: [{ option: '-w -W --follow --follow-new', ...readsAs('follows the log for ever', 'never-ending') }],
    judge: judgeInterval,
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
    valued: '-t --type --state -p --property -H --host -M -n --lines -o --output -s --signal --root --what',
    verbs: {
      'status|show|cat|is-active|is-enabled|is-failed|is-system-running|list-units|list-unit-files|list-timers': reads,
      'list-sockets|list-dependencies|list-jobs|list-machines|get-default|show-environment|help': reads,
      'start|stop|restart|reload|try-restart|reload-or-restart|condrestart|isolate|freeze|thaw|cancel': changes(
        'changes the state of a service',
      ),
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
      '-u --unit -n --lines -S --since -U --until -p --priority -o --output -t --identifier -b -D -M -g --grep --file --root',
    options: [
      { option: '-f --follow', ...readsAs('follows the log for ever', 'never-ending') },
      { option: '--vacuum-size --vacuum-time --vacuum-files', ...destroys('removes old logs') },
      { option: '--rotate --flush --sync --setup-keys', ...changes('changes the journal') },
    ],
  },
  'service|sv|rc-service|initctl|supervisorctl|gitlab-ctl|monit|pm2|svc|invoke-rc.d': {
    verdict: unlisted,
    anyPosition: true,
    verbs: {
      'status|show-config|service-list|summary|ls|list|avail|diff-config|pid|--status-all': reads,
      'start|stop|restart|reload|force-reload|once|hup|up|down|reconfigure|update|reread|add|condrestart|try-restart|int|term':
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
      { option: '-r', ...destroys('removes all scheduled commands') },
      { option: '-e', ...changes('edits the scheduled commands', 'interactive') },
    ],
  },
  'at|batch': changes('schedules a command'),
  atq: reads,
  atrm: changes('removes a scheduled command'),
  'useradd|adduser|usermod|groupadd|addgroup|groupmod|chpasswd|chage|chsh|gpasswd|ssh-copy-id':
    changes('changes accounts'),
  'userdel|deluser|groupdel|delgroup': destroys('removes accounts'),
  'passwd|visudo|vipw': changes('changes accounts', 'interactive'),
  sysctl: {
    verdict: reads,
    options: [{ option: '-w -p --write --load --system', ...changes('changes kernel settings') }],
    judge: ({ operands }) =>
      operands.some((word) => word.value.includes('=')) ? changes('changes kernel settings') : undefined,
  },
  'modprobe|insmod|rmmod|depmod|setenforce|setsebool|semanage|update-grub|grubby|ldconfig|update-ca-certificates|update-ca-trust|apparmor_parser':
    changes('changes the system'),
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
    valued: '-p -e -o -s -f -P -u -E -a',
    options: [{ option: '-p', ...readsAs('traces until it is interrupted', 'never-ending') }],
    runs: [{ skip: 0 }],
  },
  'ltrace|bpftrace|opensnoop|execsnoop|biosnoop|tcplife|tcptop': readsAs(
    'traces until it is interrupted',
    'never-ending',
  ),
  perf: {
    verdict: unlisted,
    verbs: {
      'record|trace record|sched record|mem record': changes('writes a recording'),
      'list|script|stat|diff|annotate|version|evlist|buildid-list': reads,
      'top|report': screen,
    },
  },
  'gdb|lldb': unsure('opens a debugger', 'interactive'),
  'gcore|jmap|kdump|sosreport|sos': changes('writes a dump'),
  'jstack|jps|jinfo|jstat|py-spy|rbspy|nvidia-smi|rocm-smi': reads,
  jcmd: { verdict: unsure('asks a Java process for something'), bare: reads },
}

/** `kill -0` and `-l` look, `-HUP` and its like ask for something, everything else ends the process. */
function judgeKill({ words }: Call): Verdict | undefined {
  const values = words.map((word) => word.value)
  const named = values.findIndex((value) => value === '-s' || value === '--signal' || value === '-n')
  const signals = values
    .filter((value) => /^-(?:SIG)?[A-Z0-9]+$/.test(value))
    .map((value) => value.replace(/^-(?:SIG)?/, ''))
  const signal =
    named >= 0
      ? (values[named + 1] ?? '').replace(/^SIG/, '')
      : signals.find((name) => name.length > 1 || /\d/.test(name))
  if (values.includes('-l') || values.includes('-L') || signal === '0') return undefined
  if (/^(?:HUP|USR1|USR2|WINCH|CONT|CHLD|1|10|12|18|28)$/.test(signal ?? '')) return changes('signals processes')
  return destroys(ENDS)
}

/** `vmstat 1` repeats for ever, `vmstat 1 5` does not. */
function judgeInterval({ program, operands, flags }: Call): Verdict | undefined {
  if (program === 'dmesg') {
    const clears = flags.some(({ name }) => /^(?:-c|-C|--clear|--read-clear)$/.test(name))
    return clears ? changes('clears the messages of the kernel') : undefined
  }
  const numbers = operands.filter((word) => /^\d+(?:\.\d+)?$/.test(word.value))
  return numbers.length === 1 ? readsAs('repeats its report for ever', 'never-ending') : undefined
}
