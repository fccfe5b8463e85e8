import { expect, test } from 'vitest'
import { readFrontMatter } from './front-matter.ts'

const read = (yaml: string) => readFrontMatter(['---', ...yaml.split('\n'), '---', '', '# Page'])

const check = (yaml: string, kind: string, line: number) => {
  const { problem, data } = read(yaml)!
  expect({ yaml, kind: problem?.kind, line: problem?.line, data }).toEqual({ yaml, kind, line, data: {} })
}

test('facts are read', () => {
  expect(read('title: Restart\nowner: team-shop\ntags: [a, b]')).toEqual({
    line: 1,
    endLine: 5,
    flattened: false,
    data: { title: 'Restart', owner: 'team-shop', tags: ['a', 'b'] },
  })
})

test('nothing between the lines is no problem', () => expect(read('')).toMatchObject({ data: {} }))

test('what people get wrong has a name and a line', () => {
  check('owner: team-shop\ntitle: Checkout: restart', 'colon', 3)
  check('section: Monitoring\ntitle: Queue\nsection: Alerts', 'duplicate-key', 4)
  check('owner:\n\tteam: shop', 'tab', 3)
  check('title: "Queue is stuck\nowner: team-shop\nservice: shop', 'quote', 2)
  check('title: Queue\nowner: @team-shop', 'reserved-character', 3)
  check('owner: *shop', 'syntax', 2)
  check('- title\n- owner', 'shape', 2)
  check('see the wiki', 'shape', 2)
})

test('aliases are taken up to the limit', () => {
  const list = (count: number) => `a: 1\nteam: &team [x, y]\nteams: [${Array(count).fill('*team').join(', ')}]`
  expect(Object.keys(read(list(40))!.data)).toEqual(['a', 'team', 'teams'])
  check(list(60), 'aliases', 4)
})

test('a value that multiplies itself is not unfolded', () => {
  const nine = (name: string) => `[${Array(9).fill(`*${name}`).join(', ')}]`
  check(`a: &a [x, x]\nb: &b ${nine('a')}\nc: &c ${nine('b')}\nd: ${nine('c')}`, 'aliases', 3)
})

test('nesting is taken up to the limit', () => {
  const nested = (depth: number) => `a: 1\nb: ${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(read(nested(19))!.problem).toBeUndefined()
  check(nested(20), 'nesting', 3)
  check(Array.from({ length: 25 }, (_, depth) => `${'  '.repeat(depth)}a:`).join('\n'), 'nesting', 22)
})

test('nesting that would cost minutes or end the stack is refused at once', () => {
  const began = performance.now()
  check(`${'? '.repeat(500)}a`, 'nesting', 2)
  check(`${'- '.repeat(20_000)}a`, 'nesting', 2)
  check(`a: ${'['.repeat(20_000)}`, 'nesting', 2)
  expect(performance.now() - began).toBeLessThan(5000)
})
