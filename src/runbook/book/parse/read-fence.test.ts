import { describe, expect, test } from 'vitest'
import type { Fence } from '../document.ts'
import type { FenceItem, FenceReading } from '../fence-reading.ts'
import { readFence } from './read-fence.ts'

const fenceOf = (language: string, text: string): Fence => ({
  kind: 'fence',
  line: 1,
  endLine: text.split('\n').length + 2,
  language,
  info: language,
  marker: '```',
  closed: true,
  lines: text.split('\n').map((line, index) => ({ text: line, line: index + 2, column: 1 })),
  text,
})
const read = (language: string, text: string, label?: string): FenceReading =>
  readFence(fenceOf(language, text), label === undefined ? {} : { label })

/** One line an item: `command bash 2-3 "text" # trailing`. */
const show = (item: FenceItem): string => {
  switch (item.kind) {
    case 'blank':
      return 'blank'
    case 'comment':
      return `# ${item.text}`
    case 'box':
      return `${item.checked ? '[x]' : '[ ]'} ${item.text}`
    case 'output':
      return `output ${item.line}-${item.endLine}`
    case 'foreign':
      return `foreign ${item.language} ${item.line}-${item.endLine}`
    default: {
      const trailing = item.trailing === undefined ? '' : ` # ${item.trailing}`
      const prompt = item.prompt === undefined ? '' : ` ${JSON.stringify(item.prompt)}`
      return `${item.language} ${item.line}-${item.endLine}${prompt} ${JSON.stringify(item.text)}${trailing}`
    }
  }
}
const check = (language: string, text: string, kind: string, items: readonly string[]) => {
  const reading = read(language, text)
  const shown = reading.items.filter((item) => item.kind !== 'blank').map(show)
  expect({ kind: `${reading.kind} ${reading.language}`, items: shown }).toEqual({ kind, items })
}

describe('a script', () => {
  test('comments, commands over several lines, comments behind them', () => {
    const text = [
      '# 1. Look',
      'kubectl get pods \\',
      '  -n shop',
      '',
      'kubectl delete pod <pod>  # it comes back',
      'if [ -f x ]; then',
      '  rm x   # gone',
      'fi',
      "cat > a.yml <<'EOF'",
      'services:',
      '',
      '# not a comment',
      'EOF',
      'echo "a',
      'b"; date',
      'ls |',
      '  head',
    ].join('\n')
    check('bash', text, 'script bash', [
      '# 1. Look',
      'bash 3-4 "kubectl get pods \\\\\\n  -n shop"',
      'bash 6-6 "kubectl delete pod <pod>" # it comes back',
      'bash 7-9 "if [ -f x ]; then\\n  rm x   # gone\\nfi"',
      'bash 10-14 "cat > a.yml <<\'EOF\'\\nservices:\\n\\n# not a comment\\nEOF"',
      'bash 15-16 "echo \\"a\\nb\\"; date"',
      'bash 17-18 "ls |\\n  head"',
    ])
  })

  test('other languages among commands are told apart, the commands around them stay whole', () => {
    const text = [
      '# Check the logs',
      '{app="shop"} | json | level="error"',
      'kubectl get pods',
      'shop_backpressure:status().',
      '# Edit the compose file:',
      'services:',
      '  shop:',
      '    image: shop:2',
      'for pod in a b; do',
      '  kubectl delete pod $pod',
      'done',
      'rate(errors_total[5m])',
      '{',
      '  "status": "ok"',
      '}',
      'date',
    ].join('\n')
    check('bash', text, 'script bash', [
      '# Check the logs',
      'foreign logql 3-3',
      'bash 4-4 "kubectl get pods"',
      'foreign erlang 5-5',
      '# Edit the compose file:',
      'foreign yaml 7-9',
      'bash 10-12 "for pod in a b; do\\n  kubectl delete pod $pod\\ndone"',
      'foreign promql 13-13',
      'foreign json 14-16',
      'bash 17-17 "date"',
    ])
    expect(read('bash', text).syntaxProblem).toBeUndefined()
  })

  test('a fence of boxes is a checklist, a fence of queries is a query', () => {
    check('bash', '# Before\n- [ ] Backup exists? (today)\n- [x] Nobody deploys', 'checklist bash', [
      '# Before',
      '[ ] Backup exists? (today)',
      '[x] Nobody deploys',
    ])
    check('console', 'histogram_quantile(0.9, sum(rate(x_bucket[5m])) by (le))', 'query promql', ['foreign promql 2-2'])
    check('sh', 'apiVersion: v1\nkind: Pod', 'data yaml', ['foreign yaml 2-3'])
    check('bash', '├── a\n└── b', 'tree tree', ['foreign tree 2-3'])
    check('bash', '# Only a remark\n# and another', 'script bash', ['# Only a remark', '# and another'])
  })

  test('a whole script is a file', () => {
    check('bash', '#!/bin/bash\nset -e\nread -p "Sure? " yes', 'file bash', [
      '# !/bin/bash',
      'bash 3-3 "set -e"',
      'bash 4-4 "read -p \\"Sure? \\" yes"',
    ])
    check('', '#!/usr/bin/env python3\nprint(1)', 'file python', ['foreign python 2-3'])
  })

  test('a comment behind an invisible character is a comment', () => {
    check('bash', '\u200b# Title\ndate', 'script bash', ['# Title', 'bash 3-3 "date"'])
  })
})

describe('what a shell cannot read', () => {
  test.each([
    ['kubectl get pods"', 2, 17],
    ['date\nssh a@b`', 3, 8],
    ['echo a )', 2, 8],
    ['date\n\nfor i in 1 2; do\n  ls', 4, 17],
    ['ls (date)', 2, 9],
  ])('%s', (text, line, column) => {
    expect(read('bash', text).syntaxProblem).toMatchObject({ line, column })
  })

  test('one broken line leaves the others alone', () => {
    check('bash', 'date\nls "\nuptime\nif x; then\n  y\nfi', 'script bash', [
      'bash 2-2 "date"',
      'bash 3-3 "ls \\""',
      'bash 4-4 "uptime"',
      'bash 5-7 "if x; then\\n  y\\nfi"',
    ])
  })

  test('placeholders are no problem', () => {
    expect(read('bash', 'oc logs <pod> -n <namespace>\noc delete <kind> <name>').syntaxProblem).toBeUndefined()
  })
})

describe('a session', () => {
  test('prompts, output, comments', () => {
    const text = [
      '# List them',
      '$ kubectl get pods \\',
      '    -n shop',
      'NAME   READY',
      'api-0  1/1',
      '',
      '$ date # now',
      '# Expected: today',
    ].join('\n')
    check('console', text, 'transcript bash', [
      '# List them',
      'bash 3-4 "$ " "kubectl get pods \\\\\\n    -n shop"',
      'output 5-6',
      'bash 8-8 "$ " "date" # now',
      '# Expected: today',
    ])
  })

  test.each([
    ['$ ls', '$ '],
    ['  $ ls', '  $ '],
    ['$> ls', '$> '],
    ['ops@web-1:~$ ls', 'ops@web-1:~$ '],
    ['ops@web-1:/srv# ls', 'ops@web-1:/srv# '],
    ['[root@web-1 ~]# ls', '[root@web-1 ~]# '],
    ['[ops@web-1 srv]$ ls', '[ops@web-1 srv]$ '],
    ['web-1 $ ls', 'web-1 $ '],
    ['web-1:~$ ls', 'web-1:~$ '],
    ['sh-5.1# ls', 'sh-5.1# '],
    ['❯ ls', '❯ '],
    ['➜  srv git:(main) ✗ ls', '➜  srv git:(main) ✗ '],
    ['> ls -l', '> '],
    ['% ls -l', '% '],
    ['$mac ls', '$mac '],
    ['$mac scutil --dns', '$mac '],
  ])('prompt of %s', (line, prompt) => {
    const reading = read('console', line)
    const typed = line.slice(prompt.length)
    expect(reading.items).toMatchObject([
      { kind: 'command', prompt, text: typed, language: 'bash', column: prompt.length + 1 },
    ])
  })

  test.each([
    ['shop=# select 1;', 'sql'],
    ['shop=> \\dt', 'sql'],
    ['mysql> show tables;', 'sql'],
    ['127.0.0.1:6379> GET a', 'redis'],
    ['irb(main):001:0> Order.count', 'ruby'],
    ['>>> print(1)', 'python'],
    ['iex(1)> Order.count()', 'elixir'],
    ['(shop@host)1> erlang:memory().', 'erlang'],
    ['gpg> quit', 'terminal'],
  ])('%s is not for a shell', (line, language) => {
    expect(read('console', line)).toMatchObject({ kind: 'transcript', items: [{ kind: 'command', language }] })
  })

  test('a root prompt counts only behind a session that was opened', () => {
    check('console', '$ oc debug node/<node>\n# chroot /host\n# systemctl restart crio', 'transcript bash', [
      'bash 2-2 "$ " "oc debug node/<node>"',
      'bash 3-3 "# " "chroot /host"',
      'bash 4-4 "# " "systemctl restart crio"',
    ])
    check('console', '$ oc get nodes\n# kubectl delete pod x', 'transcript bash', [
      'bash 2-2 "$ " "oc get nodes"',
      '# kubectl delete pod x',
    ])
    check('bash', '# systemctl restart crio\ndate', 'script bash', ['# systemctl restart crio', 'bash 3-3 "date"'])
  })

  test('a command with prompts inside it cannot be run as it stands', () => {
    check('console', '$ cat <<EOF\n> hello\n> EOF\n$ date', 'transcript bash', [
      'foreign bash 2-4',
      'bash 5-5 "$ " "date"',
    ])
    check('console', '$ tsh status\n> Profile URL: x', 'transcript bash', ['bash 2-2 "$ " "tsh status"', 'output 3-3'])
  })

  test('a here-document with a prompt in it is one command', () => {
    const text = ['sudo tee /etc/motd <<EOF', 'See the queue:', '$ shopctl queue', 'EOF', 'date']
    check('bash', text.join('\n'), 'script bash', [
      'bash 2-5 "sudo tee /etc/motd <<EOF\\nSee the queue:\\n$ shopctl queue\\nEOF"',
      'bash 6-6 "date"',
    ])
  })

  test('metrics among output are no comments', () => {
    check('console', '$ curl h/metrics\n# HELP up Is it up\n# TYPE up gauge\nup 1', 'transcript bash', [
      'bash 2-2 "$ " "curl h/metrics"',
      'output 3-5',
    ])
  })

  test('what was typed without a prompt was not typed', () => {
    check('bash', '$ date\nrm -rf /', 'transcript bash', ['bash 2-2 "$ " "date"', 'output 3-3'])
  })
})

describe('other languages', () => {
  test('erlang, by full stops', () => {
    const text = [
      '% In the shell',
      'application:which_applications().',
      '# Expected: a list',
      '{ok, H} = shop:get_health(<<"a.b">>),',
      'maps:get(p95, H).  % Should be < 100',
      '',
      'shop:status()',
      '% {ok, active}',
      '#{a => 1}.',
      'ok',
    ].join('\n')
    check('erlang', text, 'script erlang', [
      '# In the shell',
      'erlang 3-3 "application:which_applications()."',
      '# Expected: a list',
      'erlang 5-6 "{ok, H} = shop:get_health(<<\\"a.b\\">>),\\nmaps:get(p95, H)." # Should be < 100',
      'erlang 8-8 "shop:status()"',
      '# {ok, active}',
      'foreign erlang 10-10',
      'output 11-11',
    ])
    check('erlang', '{shop, [\n  {port, 80}\n]}', 'script erlang', ['foreign erlang 2-4'])
  })

  test('sql, by semicolons', () => {
    const text = "-- Look\nSELECT ';'\nFROM a; -- soon\n\n\\timing\nUPDATE a SET b = 1;\nSELECT 2\n\nSELECT 3"
    check('sql', text, 'query sql', [
      '# Look',
      'sql 3-4 "SELECT \';\'\\nFROM a;" # soon',
      'sql 6-6 "\\\\timing"',
      'sql 7-7 "UPDATE a SET b = 1;"',
      'sql 8-8 "SELECT 2"',
      'sql 10-10 "SELECT 3"',
    ])
  })

  test('queries, by what they need to be complete', () => {
    check('promql', '# Rate\nsum(\n  rate(a_total[5m])\n) / 2  # half\n\nup{job="x"}\nup == 0', 'query promql', [
      '# Rate',
      'promql 3-5 "sum(\\n  rate(a_total[5m])\\n) / 2" # half',
      'promql 7-7 "up{job=\\"x\\"}"',
      'promql 8-8 "up == 0"',
    ])
  })

  test('queries behind a dollar, as nobody would type them into a shell', () => {
    check('promql', '$ queue_depth > 1\n$ curl -s localhost:9090/metrics', 'transcript promql', [
      'promql 2-2 "$ " "queue_depth > 1"',
      'bash 3-3 "$ " "curl -s localhost:9090/metrics"',
    ])
  })

  test('code, by blank lines at the outermost level', () => {
    const text =
      'import os\n\nfor name in os.listdir("."):\n    print(name)\n\n    print("#")\nelse:\n    pass\n\n# Done\nprint(1)'
    check('python', text, 'script python', [
      'python 2-2 "import os"',
      'python 4-9 "for name in os.listdir(\\".\\"):\\n    print(name)\\n\\n    print(\\"#\\")\\nelse:\\n    pass"',
      '# Done',
      'python 12-12 "print(1)"',
    ])
  })

  test('data, diagrams and templates hold no commands', () => {
    check('yaml', 'a: 1\nb: 2', 'data yaml', ['foreign yaml 2-3'])
    check('mermaid', 'graph TD\nA --> B', 'diagram mermaid', ['foreign mermaid 2-3'])
    check('markdown', '## Title\n\nrm -rf /', 'template markdown', ['foreign markdown 2-2', 'foreign markdown 4-4'])
    check('markdown', '- [ ] one\n- [ ] two', 'checklist markdown', ['[ ] one', '[ ] two'])
  })
})

describe('no language, no promise', () => {
  test.each<[string, string, boolean]>([
    ['systemctl restart shop\nsystemctl status shop', 'text bash', true],
    ['./bin/restart --all', 'text bash', true],
    ['$ kubectl get pods\nNAME', 'transcript bash', false],
    ['make sure that the service is up', 'text text', false],
    ['find the pod which has the error', 'text text', false],
    ['Error: connection refused', 'output output', false],
    ['app/\n├── a.yml\n└── b.yml', 'tree tree', false],
    ['a: 1\nb:\n  - c', 'data yaml', false],
    ['Dear all,\nwe are investigating.', 'text text', false],
    ['{"status": "ok"}', 'data json', false],
    ['127.0.0.1 shop.example.org', 'output output', false],
    ['something-internal --now', 'text text', false],
  ])('%s', (text, kind, shell) => {
    const reading = read('', text)
    expect([`${reading.kind} ${reading.language}`, reading.looksLikeShell]).toEqual([kind, shell])
    if (!shell && reading.kind !== 'transcript')
      expect(reading.items.some((item) => item.kind === 'command')).toBe(false)
  })

  test('a flaw in what is shell by all other appearance is reported', () => {
    expect(read('', 'ssh me@console-01`\nsudo uptime')).toMatchObject({
      looksLikeShell: true,
      syntaxProblem: { line: 2, column: 18 },
    })
    expect(read('', "It's broken").syntaxProblem).toBeUndefined()
  })
})

test('a label can say that a fence shows output', () => {
  expect(read('bash', '$ shop start\nError: no config', 'Symptoms').kind).toBe('output')
  expect(read('bash', 'ERROR: address in use', 'Symptoms').kind).toBe('output')
  expect(read('', 'Active: active (running)', 'Expected Output').kind).toBe('output')
  expect(read('bash', 'kubectl get pods', 'Symptoms').kind).toBe('script')
  expect(read('bash', 'kubectl get pods', 'Response').kind).toBe('script')
})
