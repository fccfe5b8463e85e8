import { describe, expect, test } from 'vitest'
import { findPlaceholders, isPlaceholderName, maskPlaceholders } from './placeholders.ts'

const found = (text: string, language = 'bash') =>
  findPlaceholders(text, { line: 1, column: 1 }, language).map(({ text: own, notation }) => `${notation} ${own}`)

const check = (text: string, expected: readonly string[], language = 'bash') =>
  expect({ text, found: found(text, language) }).toEqual({ text, found: expected })

describe('every notation', () => {
  test.each<[string, string[]]>([
    ['kubectl logs <pod-name> -n <NAMESPACE>', ['angle <pod-name>', 'angle <NAMESPACE>']],
    ['sudo kill <PID>', ['angle <PID>']],
    ["NODE='<value of instance label from alert>'", ['angle <value of instance label from alert>']],
    ['rm -f cache/<artifact>.tgz', ['angle <artifact>']],
    ['export KEY=YOUR_API_KEY', ['your YOUR_API_KEY']],
    ['git clone https://git.example.org/your-org/shop', ['your your-org']],
    ['curl -H "Token: CHANGEME"', ['your CHANGEME']],
    ['psql --host [rds-hostname] [Database Name]', ['bracket [rds-hostname]', 'bracket [Database Name]']],
    ['shop restore {{ backup_id }}', ['template {{ backup_id }}']],
    ['shop report --day YYYY-MM-DD', ['date YYYY-MM-DD']],
    ['tar xzf backup-YYYYMMDD-HHMMSS.tgz', ['date YYYYMMDD-HHMMSS']],
    ['tar xzf /path/to/backup.tar.gz -C /path/to/data/', ['path /path/to/backup.tar.gz', 'path /path/to/data/']],
    ['ip: X.X.X.X', ['letters X.X.X.X']],
    ['aws route53 get-hosted-zone --id ZXXXXX', ['letters ZXXXXX']],
    ['ssh xxx.xxx.xxx.xxx', ['letters xxx.xxx.xxx.xxx']],
    ['Approved by: _________', ['blank _________']],
  ])('%s', (text, expected) => check(text, expected))
})

describe('what only looks like one', () => {
  test.each<[string, string?]>([
    ['echo ${VAR} $NAME'],
    ['A-->B<br/>C', 'mermaid'],
    ['echo "a<br>b"'],
    ["SELECT embedding <=> '[1,2]' FROM t", 'sql'],
    ['SELECT * FROM t WHERE a <b and c> 3', 'sql'],
    ["cat <<'EOF' > x"],
    ['cat <<EOF>x\nEOF'],
    ['sort < names > sorted'],
    ['diff <(sort a) <(sort b)'],
    ['# answer within <5 minutes'],
    ['shop:get(<<"tenant">>).', 'erlang'],
    ['shop:get(<<Tenant/binary>>).', 'erlang'],
    ['List<Order> orders', 'java'],
    ['rate(x[5m]) < bool 3 > 2', 'promql'],
    ["grep -oP '(?P<name>x)' f"],
    ["curl -d '<order><id>1</id></order>' h"],
    ['docker ps --format "{{.Names}}"'],
    ['echo ${{ secrets.TOKEN }}'],
    ['- name: "{{ item }}"', 'yaml'],
    ['grep "[ERROR]" log; ls [A-Z]*'],
    ['[Service]'],
    ["jq '.items[] | .a[Foo]' f"],
    ['mktemp /tmp/shop.XXXXXX'],
    ["SELECT to_char(now(), 'YYYY-MM-DD')", 'sql'],
    ['git commit --author "A <a@example.org>"'],
    ['curl <https://example.org>'],
    ['YOUR_NAME=ada'],
    ['x_____y'],
  ])('%s', (text, language) => check(text, [], language))
})

test('places are those of the file', () => {
  const text = 'oc get pod \\\n  -n <namespace>\noc logs <pod>'
  expect(
    findPlaceholders(text, { line: 10, column: 4 }, 'bash').map(({ name, line, column }) => [name, line, column]),
  ).toEqual([
    ['namespace', 11, 9],
    ['pod', 12, 12],
  ])
})

test('names', () => {
  expect(['pod-name', 'client’s id', 'br', 'none', 'a@b', 'x '].map(isPlaceholderName)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('masking keeps every offset', () => {
  const text = 'a <b> | c <d-e>\n<<EOF <f>'
  const masked = maskPlaceholders(text)
  expect(masked).toHaveLength(text.length)
  expect(masked.replace(/\uFFFC/g, '*')).toBe('a *** | c *****\n<<EOF ***')
})

test('long hostile text is read once', () => {
  const started = performance.now()
  for (const piece of ['<a>', '</a><a>', 'YOUR_A ', '[Some Name] ', 'xxx', '{{ a }}', 'path/to/', '_____ ', 'YYYY']) {
    findPlaceholders(piece.repeat(200_000), { line: 1, column: 1 }, 'bash')
  }
  expect(performance.now() - started).toBeLessThan(15_000)
})
