import { describe, expect, test } from 'vitest'
import { commandFacts } from './command-facts.ts'

/** `risk`, the programs it starts, and where it matters a word of the reason. */
type Case = readonly [command: string, risk: string, programs: string, reason?: RegExp]

const check = ([command, risk, programs, reason = /./]: Case) => {
  const facts = commandFacts(command)
  expect({ command, risk: facts.risk, programs: facts.programs.join(' '), problem: facts.problem }).toEqual({
    command,
    risk,
    programs,
    problem: undefined,
  })
  expect(facts.reasons.join('; ')).toMatch(reason)
}

const named = (rows: readonly Case[]) => rows.map((row) => ({ name: row[0], row }))

describe('one word of risk for a command', () => {
  test.each(
    named([
      ['rm -rf build/*.log', 'destructive', 'rm', /rm -r removes folders/],
      ['rm notes.txt', 'destructive', 'rm', /rm removes files/],
      ['pkill -f shop-worker', 'destructive', 'pkill', /ends processes/],
      ['pkill -f shop-worker || true', 'destructive', 'pkill true'],
      ['kill -9 4711', 'destructive', 'kill'],
      ['kill -0 4711', 'read-only', 'kill'],
      ['pkill -HUP nginx', 'changing', 'pkill', /signals/],
      ['sudo fuser -k 8080/tcp', 'destructive', 'sudo fuser'],
      ['fuser 8080/tcp', 'read-only', 'fuser'],
      ['find /var/backup -mtime +30 -delete', 'destructive', 'find'],
      ['find . -name core -exec rm {} \\;', 'destructive', 'find rm'],
      ['find . -name "*.conf" -exec grep -l port {} +', 'read-only', 'find grep'],
      ['dropdb shop', 'destructive', 'dropdb'],
      ['docker volume rm shop-data', 'destructive', 'docker'],
      ['docker compose down -v', 'destructive', 'docker', /volumes/],
      ['docker compose down', 'changing', 'docker'],
      ['git push --force origin main', 'destructive', 'git'],
      ['git push origin main', 'changing', 'git'],
      ['git log --oneline -10', 'read-only', 'git'],
      ['helm upgrade shop ./chart --version 1.2.3', 'changing', 'helm'],
      ['./scripts/rollback.sh --version 1.2.3', 'changing', './scripts/rollback.sh'],
      ['./deploy.sh --version', 'changing', './deploy.sh', /judged by its name/],
      ['mkfs.ext4 /dev/sdb1', 'destructive', 'mkfs.ext4'],
      ['dd if=image.iso of=/dev/sdb bs=4M', 'destructive', 'dd'],
      ['dd if=/dev/zero count=1', 'read-only', 'dd'],
      ['truncate -s 0 app.log', 'destructive', 'truncate'],
      ['nats stream purge ORDERS --force', 'destructive', 'nats'],
      ['nats stream info ORDERS', 'read-only', 'nats'],
      ['kubectl delete pod api-0', 'destructive', 'kubectl'],
      ['kubectl -n shop rollout restart deploy/api', 'changing', 'kubectl', /kubectl rollout restart/],
      ['kubectl get pods -A', 'read-only', 'kubectl'],
      ['kubectl apply --dry-run=client -f api.yaml', 'read-only', 'kubectl'],
      ['kubectl apply --dry-run=none -f api.yaml', 'changing', 'kubectl'],
      ['helm uninstall shop', 'destructive', 'helm'],
      ['systemctl stop shop', 'changing', 'systemctl'],
      ['systemctl status shop', 'read-only', 'systemctl'],
      ['service nginx restart', 'changing', 'service'],
      ['tar -czf /tmp/logs.tgz logs/', 'changing', 'tar'],
      ['tar tzf /tmp/logs.tgz', 'read-only', 'tar'],
      ['crontab -l', 'read-only', 'crontab'],
      ['terraform plan', 'read-only', 'terraform'],
      ['terraform destroy -target=x', 'destructive', 'terraform'],
      ['aws s3 rm s3://bucket/key', 'destructive', 'aws'],
      ['aws ec2 describe-instances', 'read-only', 'aws'],
      ['gcloud compute instances delete web-1', 'destructive', 'gcloud'],
      ['gsutil ls gs://bucket', 'read-only', 'gsutil'],
      ['redis-cli -h cache FLUSHALL', 'destructive', 'redis-cli'],
      ['redis-cli get session:1', 'read-only', 'redis-cli'],
      ['vault kv get secret/shop', 'read-only', 'vault'],
      ['rebar3 clean', 'changing', 'rebar3'],
      ['sudo ss -tlnp', 'privileged', 'sudo ss'],
      ['vim settings.yml', 'unknown', 'vim', /opens an editor/],
      ['rebar3 shell', 'unknown', 'rebar3'],
      ['top -p 4711', 'interactive', 'top'],
      ['top -b -n 1', 'read-only', 'top'],
      ['psql -U shop', 'unknown', 'psql'],
      ['ssh web-1', 'unknown', 'ssh'],
      ['kubectl exec -it api-0 -- bash', 'unknown', 'kubectl bash', /opens a shell/],
      ['kubectl exec -it api-0 -- df -h', 'interactive', 'kubectl df'],
      ['sudo shop-admin reindex', 'unknown', 'sudo shop-admin', /not a program whose effect is known; sudo runs with/],
      ['openssl s_client -connect host:443', 'interactive', 'openssl'],
      ['openssl s_client -connect host:443 </dev/null', 'read-only', 'openssl'],
      ['tail -f app.log', 'never-ending', 'tail'],
      ['journalctl -u shop -f', 'never-ending', 'journalctl'],
      ['timeout 10 tail -f app.log', 'read-only', 'timeout tail'],
      ['kubectl port-forward svc/api 8080:80', 'never-ending', 'kubectl'],
      ['kubectl port-forward svc/api 8080:80 &', 'read-only', 'kubectl'],
      ['docker-compose -f prod.yml logs api', 'read-only', 'docker-compose'],
      ['docker-compose -f prod.yml logs -f api', 'never-ending', 'docker-compose'],
      ["watch -n 5 'kubectl get pods'", 'never-ending', 'watch kubectl'],
      ['while true; do date; sleep 1; done', 'never-ending', 'true date sleep'],
      ['while true; do date; break; done', 'read-only', 'true date break'],
      ['shop-admin reindex', 'unknown', 'shop-admin', /not a program whose effect is known/],
      ['shop-admin --help', 'read-only', 'shop-admin'],
      ['./scripts/nats_status.sh', 'read-only', './scripts/nats_status.sh', /tells a status, judged by its name/],
      ['./scripts/nats_status.sh --fix', 'unknown', './scripts/nats_status.sh', /script whose effect is not known/],
      ['/opt/nats_status.sh', 'unknown', '/opt/nats_status.sh', /script whose effect is not known/],
      ['./show_and_reset_status.sh', 'unknown', './show_and_reset_status.sh', /script whose effect is not known/],
      ['./set-status.sh', 'changing', './set-status.sh', /judged by its name/],
      ['./scripts/nats_stop.sh', 'changing', './scripts/nats_stop.sh'],
      ['./scripts/verify-backup.sh x.tgz', 'unknown', './scripts/verify-backup.sh'],
      ['bash scripts/wipe_cache.sh', 'destructive', 'bash scripts/wipe_cache.sh'],
      ['make deploy', 'changing', 'make'],
    ]),
  )('$name', ({ row }) => check(row))
})

describe('commands inside commands', () => {
  test.each(
    named([
      ["ssh web-1 'sudo systemctl restart nginx && rm -rf /tmp/x'", 'destructive', 'ssh sudo systemctl rm'],
      ['ssh web-1 -- df -h', 'read-only', 'ssh df'],
      ['bash -c "echo $A; rm -rf $DIR"', 'destructive', 'bash echo rm'],
      ["sh -c 'exec nginx -t'", 'read-only', 'sh exec nginx'],
      ['env A=1 B=2 kubectl delete ns shop', 'destructive', 'env kubectl'],
      ['sudo -u postgres psql -c "select 1"', 'privileged', 'sudo psql'],
      ['docker-compose exec -T db psql -c "DROP DATABASE shop;"', 'destructive', 'docker-compose psql', /DROP/],
      ['docker exec db psql -c "SELECT count(*) FROM orders"', 'read-only', 'docker psql'],
      ['kubectl exec api-0 -c api -- redis-cli DEL k', 'destructive', 'kubectl redis-cli'],
      ['oc rsh api-0 cat /etc/hosts', 'read-only', 'oc cat'],
      ['ls | xargs -n 1 rm -f', 'destructive', 'ls xargs rm'],
      ['nohup nice -n 5 ./migrate.sh &', 'changing', 'nohup nice ./migrate.sh'],
      ['eval "rm -rf $x"', 'destructive', 'eval rm'],
      ['trap "rm -f lock" EXIT', 'destructive', 'trap rm'],
      ['uv run python -m shop.cli list', 'unknown', 'uv python shop.cli'],
      ['gcloud compute ssh web-1 --command="sudo reboot"', 'changing', 'gcloud sudo reboot'],
      ['echo "DROP TABLE t;" | psql', 'destructive', 'echo psql'],
      ['psql <<EOF\nDELETE FROM t;\nEOF', 'destructive', 'psql'],
      ['bash <<EOF\nkill 1\nEOF', 'destructive', 'bash kill'],
      ['pg_dump a | psql b', 'changing', 'pg_dump psql', /does not show/],
      ['curl -s https://get.example.org | bash', 'unknown', 'curl bash', /reads from its input/],
      ['bash <(curl -s https://get.example.org)', 'unknown', 'bash curl', /not fixed/],
      ['x=$(kubectl delete pod a)', 'destructive', 'kubectl'],
      ['clean() { rm -rf out; }; clean', 'destructive', 'rm'],
      ['if [ -f a ]; then rm a; else kill 1; fi', 'destructive', '[ rm kill'],
      ['$CMD --now', 'unknown', '', /not fixed/],
      ['<command> --now', 'unknown', '', /<…> is a program that is not fixed/],
      ['echo "rm -rf /"', 'read-only', 'echo'],
      ["grep 'DROP TABLE' log | head", 'read-only', 'grep head'],
    ]),
  )('$name', ({ row }) => check(row))
})

describe('requests and redirections', () => {
  test.each(
    named([
      ['curl -s http://h/metrics | grep x', 'read-only', 'curl grep'],
      ['curl -X DELETE http://h/api/1', 'destructive', 'curl'],
      ['curl -XDELETE http://h/api/1', 'destructive', 'curl'],
      ['curl -X POST http://h/-/reload', 'changing', 'curl'],
      ["curl -d '{}' http://h/api", 'changing', 'curl'],
      ['curl -G -d query=up http://h/api/v1/query', 'read-only', 'curl'],
      ["curl -X POST http://h/idx/_search -d '{}'", 'read-only', 'curl'],
      ['curl -X POST http://h/api/v1/admin/tsdb/delete_series', 'destructive', 'curl'],
      ['curl -o /dev/null http://h/', 'read-only', 'curl'],
      ['curl -O http://h/a.tgz', 'changing', 'curl'],
      ['kubectl get cm -o yaml > backup.yaml', 'changing', 'kubectl', /> backup.yaml writes the file/],
      ['date >> log.txt', 'changing', 'date', /adds to the file/],
      ['make test > /dev/null 2>&1', 'unknown', 'make'],
      ['ls 2>&1 >/dev/null', 'read-only', 'ls'],
      [': > app.log', 'destructive', ':', /empties the file/],
      [': exit status 1', 'unknown', ':', /a message/],
      [': "${NAME:?}"', 'read-only', ':'],
      ['cat /dev/null > app.log', 'destructive', 'cat'],
      ['ls | tee out.txt', 'changing', 'ls tee'],
      ['ls | tee /dev/stderr', 'read-only', 'ls tee'],
      ['cat image > /dev/sda', 'destructive', 'cat', /overwrites a disk/],
      ['kubectl logs <pod-name> > <file>', 'changing', 'kubectl', /> <…> writes/],
    ]),
  )('$name', ({ row }) => check(row))
})

test('what looks like a report but does more is never read-only', () => {
  const commands = [
    'date -s 12:00',
    'hostname web-2',
    'dmesg -c',
    'awk \'{print > "out"}\' f',
    "sed -n 's/a/b/w out' f",
    'sort -o f f',
    'find . -fprint out',
    'echo flush_all | nc cache 11211',
    'pulumi config set a b',
    'consul operator raft remove-peer -id x',
    'ceph config-key put a b',
    'gpg --sign release',
    'git branch -D old',
    'git config user.name x',
    'perf probe --add f',
    'mongo shop script.js',
    'patronictl query -c x',
    'kubectl debug node/n1 -- ls',
    'openssl req -new -out a.csr',
    'curl -s -o page.html http://h',
    'journalctl --vacuum-time=1d',
    'sysctl -w vm.swappiness=1',
    'ip link set eth0 down',
    'rsync -a a/ b/',
    'terraform test',
  ]
  const harmless = commands.filter((command) => commandFacts(command).risk === 'read-only')
  expect(harmless).toEqual([])
})

test('traits are kept beside the effect', () => {
  expect(commandFacts('sudo kubectl exec -it api-0 -- rm x')).toMatchObject({
    effect: 'destructive',
    traits: ['interactive', 'privileged'],
  })
  expect(commandFacts('sudo shop-admin reindex')).toMatchObject({ effect: 'unknown', traits: ['privileged'] })
  expect(commandFacts('read -p "Go on? " answer').traits).toEqual(['interactive'])
  expect(commandFacts('while read line; do echo "$line"; done < list').traits).toEqual([])
})

test('text that is no shell has a problem with a place, and is never harmless', () => {
  const places = ['ls "', 'echo a\nls )', 'if true; then', 'cat <<EOF\nx', 'ls \\', 'echo $(ls', 'echo "$(if x)"'].map(
    (text) => [text, commandFacts(text).problem?.line, commandFacts(text).effect] as const,
  )
  expect(places).toEqual([
    ['ls "', 1, 'unknown'],
    ['echo a\nls )', 2, 'unknown'],
    ['if true; then', 1, 'unknown'],
    ['cat <<EOF\nx', 2, 'unknown'],
    ['ls \\', 1, 'unknown'],
    ['echo $(ls', 1, 'unknown'],
    ['echo "$(if x)"', 1, 'unknown'],
  ])
})

test('a placeholder is a word, not a redirection', () => {
  const facts = commandFacts('kubectl logs <pod-name> -n <namespace>')
  expect(facts.problem).toBeUndefined()
  expect(facts.writes).toEqual([])
  expect(facts.risk).toBe('read-only')
})

test('variables are found where they are read and set', () => {
  const names = (text: string) => {
    const { read, assigned } = commandFacts(text).variables
    const show = (uses: typeof read) => uses.map((use) => `${use.name}@${use.line}:${use.column}`).join(' ')
    return `${show(read)} | ${show(assigned)}`
  }
  expect(names('echo "$A"\nls ${B:-x}')).toBe('A@1:7 B@2:4 | ')
  expect(names('export A=$(date) B=2')).toBe(' | A@1:8 B@1:18')
  expect(names('for i in $LIST; do echo $i; done')).toBe('LIST@1:10 i@1:25 | i@1:5')
  expect(names("awk '{print $1}' f")).toBe(' | ')
  expect(names('echo $1 $? $$ $@')).toBe(' | ')
  expect(names('read -r name')).toBe(' | name@1:9')
  expect(names('(( n = n + 1 ))')).toBe('n@1:4 n@1:8 | n@1:4')
  expect(commandFacts('A=1 ls').variables.assigned).toEqual([{ name: 'A', line: 1, column: 1, temporary: true }])
  expect(commandFacts('rm -rf "${D:?}/x" ${E:-/tmp}').variables.read).toEqual([
    { name: 'D', line: 1, column: 9, guard: 'required' },
    { name: 'E', line: 1, column: 19, guard: 'default' },
  ])
  expect(commandFacts('source ./env.sh').variables.mayAssignAny).toBe(true)
  expect(commandFacts('eval "$(ssh-agent)"').variables.mayAssignAny).toBe(true)
})

test('calls, written files and here-documents carry their places', () => {
  const facts = commandFacts("cd /srv\ncat > app.conf <<'EOF'\nx=1\nEOF\nsudo systemctl reload app >> log")
  expect(facts.invocations.map(({ program, line, column, nested }) => [program, line, column, nested])).toEqual([
    ['cd', 1, 1, false],
    ['cat', 2, 1, false],
    ['sudo', 5, 1, false],
    ['systemctl', 5, 1, true],
  ])
  expect(facts.writes).toEqual([
    { target: 'app.conf', append: false, line: 2, column: 7 },
    { target: 'log', append: true, line: 5, column: 30 },
  ])
  expect(facts.hereDocuments).toEqual([{ delimiter: 'EOF', quoted: true, line: 2, column: 16 }])
})

test('hostile text takes time in proportion to its length', () => {
  const started = performance.now()
  for (const text of [
    '('.repeat(20_000),
    '$('.repeat(20_000),
    '<a>'.repeat(100_000),
    "echo '".repeat(20_000),
    'a|'.repeat(50_000),
  ]) {
    commandFacts(text)
  }
  expect(performance.now() - started).toBeLessThan(10_000)
})

test.each([
  ['telnet shop.example 8080', true],
  ['telnet shop.example 8080 <<< "GET /"', false],
  ['socat stdio /run/haproxy.sock', true],
  ['echo "show stat" | sudo socat stdio /run/haproxy.sock', false],
  ["knife ssh role:web 'echo exit | telnet 10.1.0.25 5432'", false],
] as const)('%s waits for somebody to type: %s', (command, waits) => {
  const { effect, traits } = commandFacts(command)
  expect({ effect, waits: traits.includes('interactive') }).toEqual({ effect: 'unknown', waits })
})
