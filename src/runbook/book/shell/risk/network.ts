import { OPEN } from '../../parse/placeholders.ts'
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
    valued: '-O --output-document -o -P -T -t -U --header --post-data --method --body-data --user --password',
    options: [
      { option: '--spider', ...reads, replaces: true },
      { option: '-O --output-document', value: /^(?:-|\/dev\/(?:null|stdout))$/, ...reads, replaces: true },
      { option: '--post-data --post-file --body-data', ...changes('sends data to a server') },
      { option: '--method', value: /^DELETE$/i, ...destroys('deletes on the server') },
      { option: '--method', value: /^(?:POST|PUT|PATCH)$/i, ...changes('sends data to a server') },
    ],
  },
  'http|https|xh|httpie': {
    verdict: reads,
    judge: ({ operands }) =>
      judgeMethod((operands[0]?.value ?? '').toUpperCase(), operands.map((word) => word.value).join(' ')),
  },
  grpcurl: {
    verdict: unsure('calls a method whose effect is not known'),
    anyPosition: true,
    verbs: { 'list|describe': reads },
  },
  'grpc_health_probe|dig|host|nslookup|whois|traceroute|tracepath|traceroute6|drill|kdig|delv|ss|netstat|arp|nmap|ipcalc|fping':
    reads,
  'nstat|ifstat|vnstat|geoiplookup|sslscan|testssl.sh|httpstat|lldpcli|dog|doggo': reads,
  mtr: { verdict: screen, options: [{ option: '-r --report -w --report-wide', ...reads, drops: ['interactive'] }] },
  'ping|ping6': {
    verdict: readsAs('repeats until it is interrupted', 'never-ending'),
    valued: '-c -i -I -W -w -s -t -M -Q',
    options: [{ option: '-c -w', ...reads, drops: ['never-ending'] }],
  },
  'tcpdump|tshark|ngrep|dumpcap': {
    verdict: readsAs('captures until it is interrupted', 'never-ending'),
    valued: '-c -i -w -r -s -f -n -a -b -Y -T -e',
    options: [
      { option: '-c -r -a', ...reads, drops: ['never-ending'] },
      { option: '-w', ...changes('writes a capture file') },
    ],
  },
  'nc|ncat|netcat|socat|telnet': {
    verdict: reads,
    valued: '-w -p -s -i -X -x',
    options: [{ option: '-l --listen', ...readsAs('listens until it is interrupted', 'never-ending') }],
    judge: ({ flags, hasInput }) => {
      if (flags.some((flag) => /^(?:-z|-l|--listen)$/.test(flag.name))) return undefined
      return hasInput
        ? unsure('sends its input to another machine')
        : unsure('opens a connection to type into', 'interactive')
    },
  },
  openssl: {
    verdict: reads,
    longDash: true,
    valued:
      '-connect -CAfile -cert -key -in -out -servername -keyout -days -subj -CA -CAkey -starttls -pass -passin -config -extensions',
    verbs: {
      s_client: reads,
      's_server|s_time': endless,
      ca: changes('signs or revokes certificates'),
    },
    options: [{ option: '-out -keyout', ...changes('writes a file') }],
    judge: ({ operands, hasInput }) =>
      operands[0]?.value === 's_client' && !hasInput
        ? readsAs('holds the connection open for typing', 'interactive')
        : undefined,
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
    anyPosition: true,
    valued: '-n -netns',
    longDash: true,
    verbs: {
      'add|append|change|replace|set|up|down': changes('changes the network'),
      'del|delete|flush': changes('removes network settings'),
      monitor: endless,
      'show|list|ls|get': reads,
    },
    runs: [{ verb: 'netns exec', skip: 3 }],
  },
  'tc|bridge|nmcli|ovs-vsctl|ovs-ofctl|ovn-nbctl|ovn-sbctl|ovs-appctl|ovn-appctl|wg|brctl': {
    verdict: unlisted,
    anyPosition: true,
    verbs: {
      'show|list|list-*|get|find|dump-*|status|version|general|cluster/status|*/show|*/list|coverage/show|ls|lsp-list|ls-list':
        reads,
      'add|add-*|mod|mod-*|set|set-*|modify|up|down|change|replace|reload|restart|addbr|addif|connect|disconnect':
        changes('changes the network'),
      'del|del-*|delete|clear|emer-reset|destroy|delbr|delif|flush|cluster/kick|cluster/leave':
        destroys('removes network settings'),
    },
    bare: reads,
  },
  'ifup|ifdown|dhclient|netplan|wg-quick|ipvsadm': changes('changes the network'),
  'ifconfig|route': {
    verdict: reads,
    judge: ({ operands }) =>
      operands.some((word) => /^(?:up|down|add|del|netmask|mtu)$/.test(word.value))
        ? changes('changes the network')
        : undefined,
  },
  ethtool: {
    verdict: reads,
    options: [
      { option: '-s -K -G -A -L -C -r -E --set-ring --offload --change', ...changes('changes a network card') },
    ],
  },
  'iptables|ip6tables|ipset|ebtables|arptables|iptables-nft|conntrack': {
    verdict: changes('changes the firewall'),
    valued: '-t -A -I -p -s -d -j -m -i -o --dport --sport --table',
    options: [
      {
        option: '-F --flush -X --delete-chain -D --delete -Z',
        ...destroys('removes firewall rules or tracked connections'),
      },
      { option: '-L --list -S --list-rules -C --check -V -n', ...reads, replaces: true },
    ],
    verbs: { 'list|test|save': reads, 'destroy|flush|del': destroys('removes firewall rules') },
    bare: reads,
  },
  'iptables-save|ip6tables-save': reads,
  'iptables-restore|ip6tables-restore': destroys('replaces all firewall rules'),
  nft: {
    verdict: changes('changes the firewall'),
    verbs: { 'list|monitor': reads, 'flush|delete|destroy|reset': destroys('removes firewall rules') },
  },
  'ufw|firewall-cmd': {
    verdict: changes('changes the firewall'),
    verbs: { 'status|show|version|app list': reads, 'reset|disable': destroys('takes the firewall away') },
    options: [
      {
        option: '--state --list-all --list-ports --list-services --get-active-zones --get-zones --query-port',
        ...reads,
        replaces: true,
      },
    ],
  },
  sshuttle: endless,
  'ssh-keyscan': reads,
  'ssh-keygen': {
    verdict: changes('writes keys'),
    options: [{ option: '-l -y -F -H', ...reads, replaces: true }],
  },
  'ssh-add|ssh-agent': readsAs('concerns the keys of this session'),
  'ab|wrk|hey|k6|vegeta|siege|locust|jmeter|fortio|oha': unsure('sends load to a server'),
  'gpg|gpg2': {
    verdict: reads,
    judge: ({ flags }) => (flags.some(({ name }) => GPG_READS.has(name)) ? undefined : unsure('handles keys')),
    options: [
      {
        option:
          '--import --gen-key --generate-key --full-generate-key --quick-generate-key --sign-key --recv-keys --export-ownertrust --keyserver',
        ...changes('changes the key ring'),
      },
      { option: '--edit-key --card-edit --edit-card --full-gen-key', ...changes('changes keys', 'interactive') },
      {
        option: '--delete-keys --delete-key --delete-secret-keys --delete-secret-and-public-key',
        ...destroys('removes keys'),
      },
      { option: '-o --output', ...changes('writes a file') },
    ],
  },
}

const GPG_READS = new Set(
  '-k --list-keys -K --list-secret-keys --fingerprint --verify --card-status --show-keys --list-packets -d --decrypt --export'.split(
    ' ',
  ),
)

/** Ends of paths that answer a question although they are sent with POST. */
const QUESTION =
  /\/(?:_search|_msearch|_count|_mget|_analyze|_explain|_validate\/query|query|query_range|series|labels)(?:[/?'"\s]|$)/
const DELETING_PATH =
  /\/(?:_delete_by_query|delete_series|clean_tombstones|_?(?:delete|purge|drop|destroy|wipe|truncate|reset|shutdown))(?:[/?'"\s]|$)/i

function judgeCurl({ flags, operands }: Call): Verdict | undefined {
  const given = (...names: string[]) => flags.filter((flag) => names.includes(flag.name))
  const url = [...operands, ...given('--url').flatMap((flag) => (flag.value ? [flag.value] : []))]
    .map((word) => word.value)
    .join(' ')
  const sends =
    given('-d', '--data', '--data-raw', '--data-binary', '--data-urlencode', '--json', '-F', '--form').length > 0
  const uploads = given('-T', '--upload-file').length > 0
  const asked = given('-X', '--request').at(-1)?.value?.value.toUpperCase()
  const method =
    asked ?? (given('-G', '--get', '-I', '--head').length > 0 ? 'GET' : sends ? 'POST' : uploads ? 'PUT' : 'GET')
  const request = judgeMethod(method, url)
  if (request) return request
  const written = given('-o', '--output', '-c', '--cookie-jar', '-D', '--dump-header').some(
    (flag) => flag.value && !/^(?:-|\/dev\/(?:null|stdout|stderr))$/.test(flag.value.value),
  )
  return written || given('-O', '--remote-name', '-J').length > 0 ? changes('writes a file') : undefined
}

function judgeMethod(method: string, url: string): Verdict | undefined {
  if (method.includes(OPEN)) return unsure('sends a request whose method is not fixed')
  if (method === 'DELETE') return destroys('deletes on the server')
  if (!/^(?:POST|PUT|PATCH|MOVE|COPY|LOCK|MKCOL)$/.test(method)) return undefined
  if (DELETING_PATH.test(url)) return destroys('asks the server to delete')
  if (method === 'POST' && QUESTION.test(url)) return undefined
  return changes(`sends a ${method} request`)
}
