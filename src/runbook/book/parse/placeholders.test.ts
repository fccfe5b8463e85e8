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
    ['sudo mv /etc/chef /etc/chef.{reason}', ['brace {reason}']],
    ['curl -s https://shop.example.org/orders/{order_id} | jq .', ['brace {order_id}']],
    ['patronictl reinit main patroni-XX-db.example.org', ['letters XX']],
    ['ssh db-N.example.org uptime', ['letters N']],
    ['ssh shop-db-N.example.org uptime', ['letters N']],
    ['ssh shop-runner-X.example.org', ['letters X']],
    ['knife user show _username_', ['your _username_']],
    ["knife ssh 'roles:general_role_here' -- uptime", ['your general_role_here']],
    ['shopctl upgrade --to TO_BE_REPLACED', ['your TO_BE_REPLACED']],
    ["rake 'rename:person[OLD_SLUG,NEW_SLUG]'", ['list OLD_SLUG', 'list NEW_SLUG']],
    [
      'bundle exec rake note:remove[content_id,locale,change note]',
      ['list content_id', 'list locale', 'list change note'],
    ],
    ['rake edit_secrets[role_name,_default]', ['list role_name']],
    ['PROJECT=[user|group]%2f[project name]', ['list [user|group]', 'bracket [project name]']],
    ["git commit -m '[feature|fix]: done'", ['list [feature|fix]']],
    ['export SHOP_PASSWORD="..."', ['dots ...']],
    ['shopctl login --token=…', ['dots …']],
    ['for shop in shop1 shop2 ...; do date; done', ['dots ...']],
    ['kubectl rollout restart deploy/a deploy/b ...', ['dots ...']],
    ['curl … | jq .', ['dots …']],
    ['curl -d \'{"request": {...}}\' localhost', ['dots ...']],
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
    ['cp shop.conf{,.bak}'],
    ['mkdir -p /srv/{a,b} /mnt/file-{01..20}'],
    ["awk '{print}' f; awk '/x/{exit}' f"],
    ["ps aux | awk '{sum} END {print sum}'"],
    ["curl -s localhost | jq '{id}'"],
    ['find . -name x -exec rm {} +'],
    ['ls | xargs -I{name} rm {name}'],
    ['git show v1^{commit} HEAD@{upstream} stash@{0}'],
    ['curl -w "%{http_code}" localhost'],
    ['kubectl get pods -o jsonpath="{range .items[*]}{.metadata.name}{end}"'],
    ['echo ${NAME} "${NAME}"; ruby -e "puts #{name}"'],
    ["grep -E 'a{n}' f"],
    ['up{job}', 'promql'],
    ['cat > a.py <<EOF\nprint(f"/v1/{base}")\nfoo(...)\nEOF'],
    ['go test ./...'],
    ['bazel build //...'],
    ['git diff main...feature; git log a..b'],
    ['echo "wait, this takes long ..."'],
    ['read -p "Drained, press enter ..."'],
    ["git commit -m ' ... '"],
    ['date # and so on ...'],
    ["psql -c 'SELECT 1' # don't worry\necho 'a ... b'"],
    ['java -XX:+UseG1GC -jar shop.jar'],
    ['curl -X POST localhost'],
    ['ssh -N -L 1:localhost:1 host'],
    ['sort -k2 -n f; tail -n 20 f'],
    ['echo 4xx 5XX'],
    ['rake "rename[old-slug,new-slug]"'],
    ["rake 'between[2018-12-17T01:02:30, 2018-12-18T10:20:30]'"],
    ["aws rds describe --query 'Snapshots[Arn,Status]'"],
    ["jq -r '[.name, .namespace] | @tsv' f"],
    ["grep -E '[one|two]' f"],
    ['ls [a-z]* file[12]'],
    ['[ -f a ] || [ -f b ]'],
    ['curl -d \'[{"name": "a"},{"name": "b"}]\' localhost'],
    ['python -m shop.__main__; ls __init__.py'],
    ['curl localhost/_cat/indices/_all'],
    ['oc get secret $secret_name_here'],
    ['TO_BE_OR_NOT=1'],
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
  for (const piece of [
    '<a>',
    '</a><a>',
    'YOUR_A ',
    '[Some Name] ',
    'xxx',
    '{{ a }}',
    'path/to/',
    '_____ ',
    'YYYY',
    '{a} ',
    '{',
    'a-a-',
    'a_',
    '_a',
    '[ab|',
    'rake a[b,',
    ' ...',
    '"... ',
    'x=...',
  ]) {
    findPlaceholders(piece.repeat(200_000), { line: 1, column: 1 }, 'bash')
  }
  expect(performance.now() - started).toBeLessThan(15_000)
})
