import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument } from '../parse/read-document.ts'
import { renderDocument } from './render-document.ts'
import { linkTarget } from './safe-link.ts'

const render = (...lines: string[]) =>
  renderDocument(
    readDocument('docs/queue.md', lines.join('\n')),
    new Set(['docs/queue.md', 'docs/disk.md', 'README.md']),
  )

const links = (value: unknown): string[] => {
  const found: string[] = []
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'to' && typeof inner === 'string') found.push(inner)
    return inner
  })
  return found
}

test('blocks come in the order of the page, with their lines', () => {
  const blocks = render('# Queue', '', 'Text.', '', '## Look', '', '```bash', 'uptime', '```', '', '---', '', '> said')
  expect(blocks.map(({ kind, line, endLine }) => [kind, line, endLine])).toEqual([
    ['heading', 1, 1],
    ['paragraph', 3, 3],
    ['heading', 5, 5],
    ['code', 7, 9],
    ['rule', 11, 11],
    ['quote', 13, 13],
  ])
})

test('marks become a tree', () => {
  expect(render('*a **b*** `c` ~~d~~ [e](https://e.example) ![f](https://f.example/x.png)')[0]).toMatchObject({
    of: [
      { kind: 'emphasis', of: ['a ', { kind: 'strong', of: ['b'] }] },
      ' ',
      { kind: 'code', text: 'c' },
      ' ',
      { kind: 'deleted', of: ['d'] },
      ' ',
      { kind: 'link', to: 'https://e.example', of: ['e'] },
      ' ',
      { kind: 'image', to: 'https://f.example/x.png', text: 'f' },
    ],
  })
})

test('a link that is defined elsewhere on the page leads there', () => {
  expect(links(render('See [the graph][g].', '', '[g]: https://graph.example'))).toEqual(['https://graph.example'])
})

test('tasks keep their boxes and lose the signs', () => {
  expect(render('- [ ] open', '- [x] done')[0]).toMatchObject({
    items: [
      { box: 'open', blocks: [{ of: ['open'] }] },
      { box: 'done', blocks: [{ of: ['done'] }] },
    ],
  })
})

test.each([
  ['https://a.example/x', { kind: 'outside', to: 'https://a.example/x' }],
  ['mailto:ops@a.example', { kind: 'outside', to: 'mailto:ops@a.example' }],
  ['disk.md#full', { kind: 'inside', page: 'docs/disk.md', anchor: 'full' }],
  ['../README.md', { kind: 'inside', page: 'README.md' }],
  ['..', { kind: 'inside', page: 'README.md' }],
  ['#look', { kind: 'inside', anchor: 'look' }],
  ...[
    ...[
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      ' javascript:alert(1)',
      '\u0001javascript:1',
    ],
    ...['data:text/html,<script>', 'vbscript:x', 'blob:https://a.example/1', 'file:///etc/passwd', '//evil.example'],
    ...[
      'https://bank.example@evil.example/',
      'https://a.example/\u202egnp.exe',
      '\\\\evil.example',
      '../../../etc/passwd',
    ],
    ...['missing.md', '', '%zz'],
  ].map((href): [string, undefined] => [href, undefined]),
])('%j leads to %o', (href, target) => {
  expect(linkTarget(href, 'docs/queue.md', new Set(['docs/disk.md', 'README.md']))).toEqual(target)
})

test('raw HTML is dropped and what hides or reorders text is written out', () => {
  const text = JSON.stringify(
    render(
      '<script>alert(1)</script>',
      '',
      'a <b onclick="x()">bold</b> \u202eevil\u202c',
      '',
      '```',
      'rm\u200b x',
      '```',
    ),
  )
  expect(text).not.toMatch(/script|onclick|[\u200b\u202e]/)
  expect(text).toContain('\\\\u{202e}evil')
  expect(text).toContain('rm\\\\u{200b} x')
})

test('whatever a page is, its links are harmless and nothing is thrown', () => {
  const piece = fc.constantFrom(
    ...['[', ']', '(', ')', '<', '>', '`', '*', '_', '!', '\n', '\n\n', '- ', '> ', '```', '|', '#', ' ', 'a'],
    ...['javascript:', 'https://a.example', 'data:', '\t', '\\', '&#106;', '&colon;', '"', '\u202e'],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const blocks = render(pieces.join(''))
      for (const to of links(blocks)) expect(to).toMatch(/^(?:https?:|mailto:)/i)
      expect(JSON.stringify(blocks)).not.toContain('\u202e')
    }),
  )
})
