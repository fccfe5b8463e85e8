/** The examples of docs/guide/intake.md do what the page says. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { genericJson } from '../src/builtin/generic-json/dialect.ts'
import { INTAKE_DIALECTS } from '../src/builtin/intake-dialects.ts'
import { answerOf, exampleRequest, INTEGRATION, signalsOf } from './example-request.ts'

const page = readFileSync('docs/guide/intake.md', 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!)

const KEY = 'K'.repeat(32)
const calls = blocks('bash')
  .flatMap((block) => block.split(/^(?=curl )/m))
  .filter((text) => text.startsWith('curl '))
  .map((text) => text.trim().replaceAll('KEY', KEY))

/** A curl command line as the request it sends. */
function requestOf(curl: string) {
  const url = new URL(/http:\/\/localhost:8080[^\s']*/.exec(curl)![0])
  const data = [...curl.matchAll(/ -d (?:(\w+)='([^']*)'|'([^']*)'|(\S+))/g)].map(
    ([, name, value, whole, word]) => whole ?? word ?? `${name}=${value}`,
  )
  const header = (name: string) => new RegExp(`-H '${name}: ([^']*)'`).exec(curl)?.[1]
  const user = / -u (\S+)/.exec(curl)?.[1]
  const dialect = INTAKE_DIALECTS.find(({ id, mount, endpoints }) =>
    mount.kind === 'path'
      ? url.pathname === `/intake/${id}`
      : endpoints.some(({ path }) => url.pathname.startsWith(`${mount.prefix}${path.replace(/\/:.*/, '')}`)),
  )!
  const path = dialect.mount.kind === 'path' ? '/' : url.pathname.slice(dialect.mount.prefix.length)
  const request = exampleRequest(data.join('&'), {
    ...{ path, query: url.search, method: / -X (\w+)/.exec(curl)?.[1] ?? 'POST' },
    headers: {
      authorization: header('Authorization') ?? (user && `Basic ${btoa(user)}`),
      'content-type': header('Content-Type') ?? 'application/x-www-form-urlencoded',
    },
  })
  return { dialect, request }
}

test.each(calls)('%s', (curl) => {
  const { dialect, request } = requestOf(curl)
  expect(dialect.credential?.(request)).toBe(KEY)
  const reading = dialect.read(request, INTEGRATION)
  expect(signalsOf(reading)).toHaveLength(1)
  expect(answerOf(reading).status).toBeLessThan(300)
})

test('there is an example of each dialect', () =>
  expect(new Set(calls.map((curl) => requestOf(curl).dialect.id))).toEqual(
    new Set(INTAKE_DIALECTS.map(({ id }) => id)),
  ))

test('the mapping is valid, and so is its error', () => {
  const mapping = blocks('yaml').find((text) => text.startsWith('mapping:'))!
  expect(genericJson.checkSettings?.(parse(mapping))).toEqual([])
  const [, field, column, message] = /`(\w+), column (\d+): ([^`]*)`/.exec(page)!
  const wrong = { mapping: { summary: '"s"', [field!]: 'when @.level == 3 then "critical"' } }
  expect(genericJson.checkSettings?.(wrong)).toEqual([`${field}, column ${column}: ${message}`])
})

test('every path of every dialect is in the table of addresses', () => {
  for (const { id } of INTAKE_DIALECTS) expect(page).toContain(`| \`${id}\``)
})
