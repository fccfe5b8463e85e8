import { expect, test } from 'vitest'
import type { FenceItem } from '../fence-reading.ts'
import { readPage } from './read-page.ts'

const shown = (item: FenceItem): readonly string[] =>
  item.kind === 'blank' ? [] : [`${item.kind} ${item.text.replaceAll('\n', ' | ')}`]
const read = (...lines: string[]) => {
  const page = readPage('a.md', ['# A', '', '```http', ...lines, '```', ''].join('\n'))
  const { kind, items } = page.readings[0]!
  return [kind, ...items.flatMap(shown)]
}
const check = (lines: readonly string[], ...expected: string[]) => expect(read(...lines)).toEqual(expected)

test('a request with a host can be sent', () => {
  check(['GET http://localhost:8222/healthz'], 'query', 'command GET http://localhost:8222/healthz')
  check(
    ['POST /api/v2/silences HTTP/1.1', 'Host: alerts:9093', '', '{"a": 1}'],
    'query',
    'command POST /api/v2/silences HTTP/1.1 | Host: alerts:9093 |  | {"a": 1}',
  )
})
test('the description of an interface cannot', () => {
  check(['GET /api/users', 'DELETE /api/users/:id'], 'data', 'foreign GET /api/users | DELETE /api/users/:id')
  check(['HTTP/1.1 200 OK', 'Content-Type: text/plain'], 'data', 'foreign HTTP/1.1 200 OK | Content-Type: text/plain')
  check(['GET https://a/x', '', 'PATCH /b'], 'data', 'foreign GET https://a/x |  | PATCH /b')
})
test('several requests, comments and answers', () => {
  check(
    [
      '# Is it up?',
      'GET http://a:1/x',
      'Accept: text/plain',
      '# Expected: ok',
      '',
      '### then',
      'DELETE http://a:1/y',
      'HTTP/1.1 204 No Content',
    ],
    'query',
    'comment Is it up?',
    'command GET http://a:1/x | Accept: text/plain',
    'comment Expected: ok',
    'comment then',
    'command DELETE http://a:1/y',
    'output HTTP/1.1 204 No Content',
  )
  check(['GET http://a/x', 'GET http://a/y'], 'query', 'command GET http://a/x', 'command GET http://a/y')
})
test('a heading of a body is part of the body', () =>
  check(['POST http://a/x', '', '# Title', 'text'], 'query', 'command POST http://a/x |  | # Title | text'))

const steps = (code: string) => {
  const page = readPage('a.md', `# A\n\n## Check\n\n**Steps**:\n\n\`\`\`http\n${code}\n\`\`\`\n`)
  return page.procedures[0]!.steps.flatMap(({ commands }) =>
    commands.map(({ language, effect }) => `${language} ${effect}`),
  )
}
test('what a request does is what its method promises', () => {
  for (const [method, effect] of [
    ['GET', 'read-only'],
    ['HEAD', 'read-only'],
    ['POST', 'changing'],
    ['PUT', 'changing'],
    ['PATCH', 'changing'],
    ['DELETE', 'destructive'],
  ])
    expect(steps(`${method} http://a:1/x`)).toEqual([`http ${effect}`])
})
