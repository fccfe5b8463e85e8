import { describe, expect, test } from 'vitest'
import { foreignRun } from './foreign-line.ts'

const check = (text: string, expected: string) => {
  const run = foreignRun(text.split('\n'), 0)
  expect({ text, run: run ? `${run.language} ${run.end}` : 'shell' }).toEqual({ text, run: expected })
}

describe('what no shell would run', () => {
  test.each([
    ['{app="shop"} | json | event="failed"', 'logql 1'],
    ['{app="shop"}\n  |= "error"\n  | json', 'logql 3'],
    ['rate({app="shop"} | json [5m])', 'logql 1'],
    ['rate(http_requests_total{code="500"}[5m])', 'promql 1'],
    ['histogram_quantile(0.99,\n  sum by (le) (rate(x_bucket[5m]))\n)', 'promql 3'],
    ['sum(rate(a_total[5m])) by (job) /\nsum(rate(b_total[5m]))', 'promql 2'],
    ['shop:orders:rate5m', 'promql 1'],
    ['shop_http_requests_total', 'promql 1'],
    ['up{job="shop"}', 'promql 1'],
    ['(shop_used_bytes / shop_size_bytes) * 100', 'promql 1'],
    ['application:which_applications().', 'erlang 1'],
    ['{ok, S} = shop:status().', 'erlang 1'],
    ['shop:configure(#{\n  limit => 5\n}).', 'erlang 3'],
    ['Shop.Repo.aggregate(Order, :count)', 'elixir 1'],
    ['db.orders.find({})', 'mongo 1'],
    ['limiter.ban(address, reason);', 'javascript 1'],
    ['SELECT count(*)\nFROM orders;', 'sql 2'],
    ['select id from orders where paid;', 'sql 1'],
    ['\\dt orders', 'psql 1'],
    ['services:\n  shop:\n    image: shop:1', 'yaml 3'],
    ['ports:\n- "8081:8080"', 'yaml 2'],
    ['replicas: 3', 'yaml 1'],
    ['[Service]\nMemoryMax=4G\nNice=5', 'ini 3'],
    ['spring.datasource.url=jdbc:x', 'ini 1'],
    ['{\n  "status": "ok",\n  "n": [1, 2]\n}', 'json 4'],
    ['{"status": "ok"}', 'json 1'],
    ['app/\n├── a.yml\n└── b.yml', 'tree 3'],
    ['├── a.yml', 'tree 1'],
    ['0 2 * * 0 /usr/local/bin/clean.sh', 'cron 1'],
    ['@daily /usr/local/bin/clean.sh', 'cron 1'],
    ['/var/log/shop/*.log {\n    daily\n    rotate 7\n}', 'conf 4'],
    ['diff --git a/x b/x\n-a\n+b', 'diff 3'],
    ['2025-03-01 10:00:00 INFO started', 'output 1'],
    ['I0611 11:13:35.048771       1 log.go:245] done', 'output 1'],
    ['ERROR: address in use (os error 98)', 'output 1'],
    ['bash: shop: command not found', 'output 1'],
    ['curl: (7) Failed to connect', 'output 1'],
    ['HTTP/1.1 200 OK\nContent-Type: text/html', 'output 2'],
    ['NAME    READY   STATUS\napi-0   1/1     Running', 'output 2'],
    [' id | name\n----+------\n  1 | a', 'output 3'],
    ['(3 rows)', 'output 1'],
    ['╔════╗', 'output 1'],
    ['...', 'output 1'],
    ['total 24', 'output 1'],
    ['* Connected to localhost', 'output 1'],
    ['(see the section on backups)', 'text 1'],
    ['Wait until the pods are ready again.', 'text 1'],
    ['- Check that the disk is mounted', 'text 1'],
    ['1. Open the console', 'text 1'],
    ['https://grafana.example.org/d/shop', 'text 1'],
    ['Enter password:', 'text 1'],
    ['{{< ref "restart" >}}', 'text 1'],
  ])('%s', (text, expected) => check(text, expected))
})

describe('shell, however odd', () => {
  test.each([
    'kubectl get pods -n shop',
    './bin/shop status',
    'unknown-tool do-something --now',
    'FOO=bar baz',
    'RATE_LIMIT=100',
    'A=$(date) B="$A"',
    '(cd /srv && make)',
    '( sleep 5; kill $pid ) &',
    '{ echo a; echo b; } > out',
    '[ -f x ] && rm x',
    '[[ $a == b ]]',
    'for i in 1 2; do echo $i; done',
    'select x in a b; do echo $x; done',
    'update-grub',
    'truncate -s 0 app.log',
    'sum() { echo $(( $1 + $2 )); }',
    'rate() {',
    'function up {',
    ': ${X:=1}',
    ': > file',
    '! grep x y',
    '\\cp -f a b',
    'docker run redis:7',
    'scp a host:/tmp',
    'http :8080/health',
    '. ./env.sh',
    '~/bin/run --all',
    '"$BIN" --all',
    '> out.txt',
    'R -e "1"',
    'X=1',
    'time make',
    'true',
    'test -f x || exit 1',
    'python -c \'import yaml; yaml.safe_load(open("a"))\'',
    "awk '{sum += $1} END {print sum}' f",
    'jq ".[] | {name: .name}" f',
    'echo "status: ok"',
    'cat <<EOF\nservices:\nEOF',
  ])('%s', (text) => check(text, 'shell'))
})

test('a bare assignment is a setting where something says that it goes into a file', () => {
  const at = (context: Parameters<typeof foreignRun>[2]) => foreignRun(['LIMIT=100'], 0, context)?.language
  expect(at({})).toBeUndefined()
  expect(at({ comment: 'Add to /etc/shop/shop.env:' })).toBe('ini')
  expect(at({ comment: 'Increase the limit in .env' })).toBe('ini')
  expect(at({ label: 'Edit shop.conf' })).toBe('ini')
  expect(at({ comment: 'Add to /etc/shop/shop.env:', read: new Set(['LIMIT']) })).toBeUndefined()
  expect(at({ comment: 'The limit' })).toBeUndefined()
})
