import { OPEN } from '../../parse/placeholders.ts'
import { judgeCurl, judgeHttpie } from '../request-verdicts.ts'
import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, endless, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'

/** Requests, transfers, and what a machine knows of its network. */
export const network: RiskTable = {
  curl: {
    verdict: reads,
    valued:
      '-X --request -d --data --data-raw --data-binary --data-urlencode --json -F --form -T --upload-file -H --header -o --output -u --user ' +
      '-A --user-agent -b --cookie -c --cookie-jar -e -E --cert --key --cacert -m --max-time --connect-timeout -w --write-out -x --proxy ' +
      '--resolve --retry --retry-delay --url -K --unix-socket --interface -r --range -D --dump-header -Y -y -z --connect-to --retry-max-time',
    judge: judgeCurl,
  },
  wget: {
    verdict: changes('writes a file'),
    valued:
      '-O --output-document -o -a -P -T -t -U -e -i --header --post-data --post-file --method --body-data --body-file --user --password --execute',
    options: [
      { option: '-o -a --output-file --append-output --save-cookies --warc-file', ...changes('writes a file') },
      {
        option: '-e --execute --use-askpass --config -i --input-file',
        ...unsure('does what its options or a file say'),
      },
      { option: '--spider', ...reads, replaces: true },
      { option: '-O --output-document', value: /^(?:-|\/dev\/(?:null|stdout))$/, ...reads, replaces: true },
      { option: '--post-data --post-file --body-data --body-file', ...changes('sends data to a server') },
      { option: '--method', value: /^DELETE$/i, ...destroys('deletes on the server') },
      { option: '--method', value: /^(?:POST|PUT|PATCH)$/i, ...changes('sends data to a server') },
    ],
  },
  'http|https|xh|httpie': {
    verdict: reads,
    valued: '-a -A -o -p -s --auth --auth-type --output --print --style --session --verify --timeout',
    options: [{ option: '-d -o --download --output --session', ...changes('writes a file') }],
    judge: judgeHttpie,
  },
  grpcurl: {
    verdict: reads,
    valued: '-d -H -proto -import-path -protoset -authority -cacert -cert -key -servername -max-time -connect-timeout',
    longDash: true,
    judge: ({ operands }) =>
      !/^(?:list|describe)$/.test(operands[1]?.value ?? operands[0]?.value ?? '')
        ? unsure('calls a method whose effect is not known')
        : undefined,
  },
  'grpc_health_probe|dig|host|nslookup|whois|traceroute|tracepath|traceroute6|drill|kdig|delv|ipcalc': reads,
  fping: { verdict: reads, options: [{ option: '-l --loop', ...readsAs('repeats for ever', 'never-ending') }] },
  ss: {
    verdict: reads,
    valued: '-f -A -D -F -N',
    options: [
      { option: '-K --kill', ...destroys('ends connections') },
      { option: '-D --diag', ...changes('writes a file') },
      { option: '-E --events', ...readsAs('watches for ever', 'never-ending') },
    ],
  },
  netstat: {
    verdict: reads,
    options: [{ option: '-c --continuous', ...readsAs('repeats for ever', 'never-ending') }],
  },
  arp: {
    verdict: reads,
    options: [
      { option: '-d --delete', ...destroys('removes addresses of the network') },
      { option: '-s -f --set --file', ...changes('changes the network') },
    ],
  },
  nmap: {
    verdict: reads,
    longDash: true,
    valued: '-p -e -S -g --exclude -iL -T',
    judge: ({ words }) => {
      if (words.some(({ value }) => /^-o|^--(?:resume|stylesheet|append-output)/.test(value)))
        return changes('writes files')
      return words.some(({ value }) => /^--?(?:script|A$|sC|iflist=|datadir|interactive)/.test(value))
        ? unsure('runs scripts against other machines')
        : undefined
    },
  },
  'ifstat|vnstat|geoiplookup|sslscan|httpstat|dog|doggo': reads,
  mtr: { verdict: screen, options: [{ option: '-r --report -w --report-wide', ...reads, drops: ['interactive'] }] },
  'ping|ping6': {
    verdict: readsAs('repeats until it is interrupted', 'never-ending'),
    valued: '-c -i -I -W -w -s -t -M -Q',
    options: [{ option: '-c -w', ...reads, drops: ['never-ending'] }],
  },
  'tcpdump|tshark|ngrep|dumpcap': {
    verdict: readsAs('captures until it is interrupted', 'never-ending'),
    valued: '-c -i -w -r -s -f -a -b -Y -T -z -Z -B -C -G -W -F -M -E -V -y',
    options: [
      { option: '-c -r -a', ...reads, drops: ['never-ending'] },
      { option: '-w', ...changes('writes a capture file') },
      { option: '-z -Z', ...unsure('runs a program for each file') },
    ],
  },
  'nc|ncat|netcat|socat|telnet': {
    verdict: reads,
    valued: '-w -p -s -i -X -x',
    options: [{ option: '-l --listen', ...readsAs('listens until it is interrupted', 'never-ending') }],
    judge: ({ program, flags, hasInput }) => {
      if (/^(?:socat|telnet)$/.test(program))
        return unsure('connects what its arguments name', ...(hasInput ? [] : (['interactive'] as const)))
      if (flags.some(({ name }) => /^(?:-e|-c|-o|--exec|--sh-exec|--lua-exec|--output|--append-output)$/.test(name)))
        return unsure('runs a program or writes a file')
      if (flags.some((flag) => flag.name === '-z')) return undefined
      if (flags.some((flag) => /^(?:-l|--listen)$/.test(flag.name))) return unsure('takes what others send')
      return hasInput
        ? unsure('sends its input to another machine')
        : unsure('opens a connection to type into', 'interactive')
    },
  },
  openssl: {
    verdict: unlisted,
    longDash: true,
    valued:
      '-connect -CAfile -cert -key -in -out -servername -keyout -days -subj -CA -CAkey -starttls -pass -passin -config -extensions',
    verbs: {
      'x509|crl2pkcs7|req|verify|version|ciphers|dgst|crl|pkey|rsa|ec|asn1parse|speed|rand|list|errstr|s_client|pkcs12|pkcs7|ocsp':
        reads,
      'md5|sha1|sha256|sha512|passwd|prime|dhparam|ecparam|pkeyparam|base64|enc|genrsa|genpkey|help|spkac|nseq|storeutl':
        reads,
      's_server|s_time': changes('starts a server', 'never-ending'),
      ca: changes('signs or revokes certificates'),
    },
    options: [
      {
        option: '-out -keyout -writerand -sess_out -keylogfile -CAcreateserial -CAserial -msgfile -respout -reqout',
        ...changes('writes a file'),
      },
      { option: '-engine -provider -provider-path -port -index', ...unsure('loads other code or serves others') },
    ],
    judge: ({ operands, hasInput }) => {
      const [verb] = operands
      if (verb?.value === 's_client' && !hasInput) return readsAs('holds the connection open for typing', 'interactive')
      return verb === undefined ? unsure('opens a session to type into', 'interactive') : undefined
    },
  },
  'scp|rcp': changes('copies files between machines'),
  'sftp|ftp|lftp': {
    verdict: unsure('transfers files'),
    judge: ({ hasInput }) => (hasInput ? undefined : unsure('opens a session to type into', 'interactive')),
  },
  'rclone|s3cmd|s5cmd': {
    verdict: changes('changes remote files'),
    verbs: {
      'ls|lsd|lsl|lsf|lsjson|size|cat|about|info|du|check|listremotes|version|tree|md5sum|hashsum': reads,
      'delete|purge|rmdir|rmdirs|cleanup|del|rm|rb|sync|dedupe': destroys('removes remote files'),
    },
    options: [dryRun('-n --dry-run')],
  },
  ip: {
    verdict: reads,
    longDash: true,
    valued: '-n -netns -N -f -family -l -loops -rc -rcvbuf -b -batch',
    runs: [{ verb: 'netns exec', skip: 3 }],
    judge: judgeIp,
  },
  'tc|bridge|nmcli|ovs-vsctl|ovs-ofctl|ovn-nbctl|ovn-sbctl|ovs-appctl|ovn-appctl|wg|brctl': {
    verdict: unlisted,
    anyPosition: true,
    valued: '-t --target -T --timeout --db',
    verbs: {
      'show|list|list-*|get|find|dump-*|status|version|general status|cluster/status|*/show|*/list|coverage/show|ls|lsp-list|ls-list':
        reads,
      'add|add-*|mod|mod-*|set|set-*|modify|up|down|change|replace|reload|restart|addbr|addif|connect|disconnect':
        changes('changes the network'),
      'del|del-*|delete|clear|emer-reset|destroy|delbr|delif|flush|cluster/kick|cluster/leave':
        destroys('removes network settings'),
    },
    bare: reads,
  },
  'ifup|ifdown|dhclient|netplan|wg-quick|ipvsadm': changes('changes the network'),
  ifconfig: {
    verdict: reads,
    // `ifconfig eth0 -arp` turns something off, `ifconfig eth0` shows.
    judge: ({ words, operands }) =>
      operands.length > 1 || (operands.length === 1 && words.at(-1) !== operands[0])
        ? changes('changes the network')
        : undefined,
  },
  route: {
    verdict: reads,
    judge: ({ operands }) =>
      operands.length > 0 && operands[0]?.value !== 'get' ? changes('changes the network') : undefined,
  },
  ethtool: {
    verdict: reads,
    longDash: true,
    judge: ({ flags }) =>
      flags.every(({ name }) => ETHTOOL_READS.has(name)) ? undefined : changes('changes a network card'),
  },
  'iptables|ip6tables|ipset|ebtables|arptables|iptables-nft|iptables-legacy|conntrack': {
    verdict: changes('changes the firewall'),
    valued:
      '-t -A -I -N -P -R -E -p -s -d -j -m -i -o -w --dport --sport --table --append --insert --new-chain --policy',
    options: [
      {
        option: '-F --flush -X --delete-chain -D --delete -Z',
        ...destroys('removes firewall rules or tracked connections'),
      },
      { option: '-L --list -S --list-rules -C --check -V', ...reads, replaces: true },
      { option: '-E', ...readsAs('follows for ever', 'never-ending'), replaces: true },
      {
        option: '-A -I -R -P -N -U --append --insert --replace --policy --new-chain --rename-chain --create --update',
        ...changes('changes the firewall'),
      },
      { option: '-f --file', ...changes('writes a file') },
    ],
    verbs: { 'list|test|save': reads, 'destroy|flush|del': destroys('removes firewall rules') },
    bare: reads,
  },
  'iptables-save|ip6tables-save': {
    verdict: reads,
    options: [{ option: '-f --file', ...changes('writes a file') }],
  },
  'iptables-restore|ip6tables-restore': destroys('replaces all firewall rules'),
  nft: {
    verdict: changes('changes the firewall'),
    verbs: { list: reads, monitor: endless, 'flush|delete|destroy|reset': destroys('removes firewall rules') },
  },
  ufw: {
    verdict: changes('changes the firewall'),
    verbs: { 'status|show|version|app list': reads, 'reset|disable': destroys('takes the firewall away') },
    options: [dryRun('--dry-run')],
  },
  'firewall-cmd': {
    verdict: reads,
    judge: ({ flags }) =>
      flags.every(({ name }) =>
        /^--(?:state|list-.*|get-.*|query-.*|info-.*|zone|permanent|version|check-config)$|^-[qv]$/.test(name),
      )
        ? undefined
        : changes('changes the firewall'),
  },
  sshuttle: changes('sends the traffic of this machine another way', 'never-ending'),
  'ssh-keyscan': reads,
  'ssh-keygen': {
    verdict: reads,
    longDash: true,
    judge: ({ words }) =>
      words.every(({ value }) => !value.startsWith('-') || /^-(?:[lyBvF]|[lf]+|E|f|lv|lvf)$/.test(value)) &&
      words.some(({ value }) => /^-[lyBF]/.test(value))
        ? undefined
        : changes('writes keys'),
  },
  'ssh-add': {
    verdict: changes('changes the keys of this session'),
    options: [{ option: '-l -L', ...reads, replaces: true }],
  },
  'ssh-agent': { verdict: changes('starts a keeper of keys'), valued: '-a -t', runs: [{ skip: 0 }] },
  'ab|wrk|hey|k6|vegeta|siege|locust|jmeter|fortio|oha': unsure('sends load to a server'),
  'gpg|gpg2': {
    verdict: reads,
    judge: ({ flags }) => {
      if (flags.some(({ name }) => GPG_READS.has(name))) return undefined
      return flags.length === 0 ? changes('writes what it unpacks to a file') : unsure('handles keys')
    },
    options: [
      {
        option:
          '--import --gen-key --generate-key --full-generate-key --quick-generate-key --sign-key --recv-keys --export-ownertrust --keyserver',
        ...changes('changes the key ring'),
      },
      { option: '--export --export-secret-keys', ...reads },
      { option: '--edit-key --card-edit --edit-card --full-gen-key', ...changes('changes keys', 'interactive') },
      {
        option: '--delete-keys --delete-key --delete-secret-keys --delete-secret-and-public-key',
        ...destroys('removes keys'),
      },
      { option: '-o --output', ...changes('writes a file') },
    ],
  },
}

const ETHTOOL_READS = new Set(
  '-S -i -k -g -a -l -c -n -x -u -T -m -P -e -d -w -h --statistics --driver --show-features --show-offload --show-ring --show-pause --show-channels --show-coalesce --show-permaddr --show-priv-flags --show-eee --show-time-stamping --module-info --json -j'.split(
    ' ',
  ),
)
const GPG_READS = new Set(
  '-k --list-keys -K --list-secret-keys --fingerprint --verify --card-status --show-keys --list-packets -d --decrypt --export'.split(
    ' ',
  ),
)

/** What `ip` only shows: an object alone, or with a verb that shows. Verbs may be cut short: `ip a f` flushes. */
function judgeIp({ operands, flags, words }: Call): Verdict | undefined {
  const [object, verb] = operands.map((word) => word.value)
  if (flags.some(({ name }) => /^-b(?:atch)?$/.test(name))) return changes('does what a file says')
  if (object === undefined || object === 'help') return undefined
  if (object === 'netns' && verb === 'exec') return undefined
  if (/^mo/.test(object) || verb === 'monitor') return endless
  if (verb === undefined || /^(?:show|sh|list|ls|lst|get|help|dev|identify|pids)$/.test(verb)) return undefined
  return words.some((word) => word.dynamic) && verb.includes(OPEN)
    ? unsure('has a sub-command that is not fixed in the text')
    : changes('changes the network')
}
