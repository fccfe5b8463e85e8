/** Every parameter of every path, filled with ways out of it: nothing is found, nothing breaks, nothing of another place is shown. */
import { expect, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer } from './principals.ts'
import { wholeServer } from './whole-server.ts'

const CANARIES = ['the canary of the folder above', 'root:x:0:0', 'book: docs']
const TARGETS = ['outside.md', 'opsbook.yaml', 'etc/passwd']

/** One step up, as it has been written to get past a filter. */
const UP = [
  '../',
  '..%2f',
  '..%2F',
  '%2e%2e/',
  '%2e%2e%2f',
  '..%252f',
  '%252e%252e%252f',
  '..\\',
  '..%5c',
  '..%255c',
  '....//',
  '....%2f%2f',
  '..;/',
  '..%00/',
  '..%c0%af',
  '..%e0%80%af',
  '..%ef%bc%8f',
  '%uff0e%uff0e%u2215',
  '.%2e/',
  '%2e./',
  '..%0d%0a/',
  '..%09/',
  '\u002e\u002e%e2%88%95',
]
const WAYS = [
  ...UP.flatMap((up, index) => [1, 4].map((times) => up.repeat(times) + TARGETS[(index + times) % TARGETS.length]!)),
  ...[
    '%2fetc%2fpasswd',
    '%2f%2fetc%2fpasswd',
    'file:%2f%2f%2fetc%2fpasswd',
    'C:%5cwindows',
    '%5c%5chost%5cshare',
    '~root',
    '.%2foutside.md',
    'docs%2f..%2f..%2foutside.md',
    '%00',
    'x%00.md',
    '.',
    '..',
    '%2e',
    '%2e%2e',
    '%20',
    '%0a',
    'CON',
    'x'.repeat(500),
    'x'.repeat(600),
    '%e2%80%ae',
    '%ff',
    '*',
    "'%20or%201=1--",
    '%24%7bjndi:ldap:%2f%2fx%7d',
    '$(id)',
    '`id`',
    '|id',
    '%26id',
  ],
]

test('no parameter of a path leads out of it', { timeout: 240_000 }, async () => {
  const house = await wholeServer()
  const { secret } = await addPerson(deskOn(house.db), 'the-admin', 'admin')
  const proof = bearer(reveal(secret))
  const made = await house.send('POST', '/api/v1/integrations', {
    headers: proof,
    body: { name: 'g', dialect: 'opsgenie' },
  })
  const wrong: string[] = []
  let tries = 0
  const holed = house.routes.filter(({ path }) => /:\w+|\*$/.test(path))
  for (const { method, path, access } of holed) {
    const key = path.startsWith('/intake/opsgenie/') ? made.json.key : 'x'
    const names = [...path.replace(':key', '').matchAll(/:\w+|\*$/g)].map(([name]) => name)
    for (const name of names.length > 0 ? names : [':key'])
      await Promise.all(
        WAYS.map(async (way) => {
          const asked = path
            .replace(name, () => way)
            .replace(':key', key)
            .replace(/:\w+/g, 'x')
            .replace(/\*$/, 'x')
          const { status, text } = await house.send(method, asked, {
            headers: access.kind === 'integration' ? {} : proof,
          })
          tries += 1
          if (status >= 500 || CANARIES.some((canary) => text.includes(canary)))
            wrong.push(`${method} ${asked}: ${status}`)
          if (access.kind === 'user' && status < 400) wrong.push(`${method} ${asked} is found: ${status}`)
        }),
      )
  }
  expect(wrong).toEqual([])
  expect(tries).toBeGreaterThan(4_000)
})

test('a page is one of the book, however it is asked for', { timeout: 60_000 }, async () => {
  const house = await wholeServer()
  const { secret } = await addPerson(deskOn(house.db), 'the-admin', 'admin')
  const headers = bearer(reveal(secret))
  const plan = (page: string) =>
    house.send('POST', '/api/v1/plans', { headers, body: { page, procedure: 'look', mode: 'yes-changes' } })
  expect((await plan('docs/queue.md')).status).toBe(200)
  for (const way of WAYS.flatMap((each) => [each, decodeOnce(each)])) {
    const { status, text } = await plan(way)
    expect([way, [400, 404, 422].includes(status)]).toEqual([way, true])
    for (const canary of CANARIES) expect(text).not.toContain(canary)
  }
})

const decodeOnce = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
