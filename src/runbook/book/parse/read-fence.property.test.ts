import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fence } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
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
/** What must hold of every reading: each line in exactly one item, in order, and commands made of the author's characters. */
const holds = (fence: Fence, reading: FenceReading): void => {
  const lines = reading.items.flatMap((item) => {
    const last = 'endLine' in item ? item.endLine : item.line
    return Array.from({ length: last - item.line + 1 }, (_, index) => item.line + index)
  })
  expect(lines).toEqual(fence.lines.map(({ line }) => line))
  for (const item of reading.items) {
    if (item.kind !== 'command') continue
    const own = fence.lines.filter(({ line }) => line >= item.line && line <= item.endLine)
    const written = own.map(({ text }) => text).join('\n')
    expect(written.startsWith(item.prompt ?? '')).toBe(true)
    const typed = written.slice(item.prompt?.length ?? 0)
    expect(item.column).toBe((own[0]?.column ?? 0) + (item.prompt?.length ?? 0))
    if (item.trailing === undefined) expect(item.text).toBe(typed)
    else expect(typed.slice(item.text.length)).toMatch(/^\s*[#%-]+/)
    expect(typed.startsWith(item.text)).toBe(true)
  }
}

describe('a command never gains or loses a character', () => {
  const languages = ['bash', 'console', '', 'erlang', 'sql', 'promql', 'python', 'mongo', 'markdown', 'yaml']
  const pieces = [
    'kubectl get pods',
    '$ date',
    '$ cat <<EOF',
    '> more',
    'EOF',
    "cat <<'EOF'",
    'x=1',
    'if true; then',
    'fi',
    'for i in 1; do',
    'done',
    'case $x in',
    'esac',
    'ls \\',
    'ls |',
    'a && \\',
    'echo "',
    "echo '",
    '"',
    "'",
    '# comment',
    '  # indented',
    '',
    ' ',
    '- [ ] box',
    'cmd  # trailing',
    'cmd;# t',
    'a; b & # c',
    '{app="x"} | json',
    'rate(a[5m])',
    'm:f(1).',
    'm:f(',
    ').',
    '% erlang',
    'SELECT 1;',
    'SELECT',
    'FROM a; -- c',
    '\\dt',
    'services:',
    '  a: b',
    '{',
    '"a": 1',
    '}',
    'root@h:~# ls',
    'db=# select 1;',
    '>>> print(1)',
    '<pod>',
    'oc logs <pod> # x',
    '(see below)',
    'def f():',
    '    return 1',
    '`',
    '$(',
    ')',
    '((',
    '\t\tls',
    'ls\r',
    '➜  ~ ls',
    '\u200b# z',
  ]
  const line = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...pieces) },
    fc.string({ maxLength: 30 }).map((text) => text.replace(/\n/g, ' ')),
  )

  test('whatever stands in the fence', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        fc.array(line, { minLength: 1, maxLength: 14 }),
        fc.nat(6),
        (language, lines, column) => {
          const fence = fenceOf(language, lines.join('\n'))
          const indented = { ...fence, lines: fence.lines.map((own) => ({ ...own, column: column + 1 })) }
          const reading = readFence(indented)
          holds(indented, reading)
          expect(readFence(indented)).toEqual(reading)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('long hostile fences take time in proportion to their length', () => {
    const started = performance.now()
    for (const piece of [
      '{a="b"',
      'if x',
      'cat <<EOF',
      '$ echo "',
      'echo "',
      'SELECT a',
      'm:f(',
      'a {',
      'key:',
      '- [ ] x',
      '> x',
      '# ls',
      '`',
      'x |',
    ]) {
      for (const language of ['bash', '', 'sql', 'erlang']) {
        const text = `${piece}\n`.repeat(5_000)
        expect(readFence(fenceOf(language, text)).items.length).toBeGreaterThan(0)
      }
    }
    expect(performance.now() - started).toBeLessThan(45_000)
  })
})
