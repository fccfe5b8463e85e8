import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPage } from '../../book/parse/read-page.ts'
import { linearRegex } from '../../plan/linear-regex.ts'
import { testProcedure } from './actions.ts'
import { documentCases, documentPlan } from './document-plan.ts'

let book = ''
beforeAll(() => {
  book = mkdtempSync(join(tmpdir(), 'opsbook-book-'))
})
afterAll(() => rmSync(book, { recursive: true, force: true }))

const machine = {
  version: 'test',
  path: process.env.PATH ?? '',
  pause: new AbortController().signal,
  kill: new AbortController().signal,
  matches: linearRegex,
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test.each<[name: string, file: string, good: string, bad: string, line: number]>([
  [
    'cram',
    'a.t',
    'Text\n\n  $ echo one; echo two\n  one\n  t*o (glob)\n  $ false\n  [1]\n',
    'Text\n\n  $ echo one\n  two\n',
    4,
  ],
  ['scrut', 'a.md', '# T\n\n```scrut\n$ echo a1\na\\d (regex)\n```\n', '# T\n\n```scrut\n$ echo a1\na2\n```\n', 5],
  [
    'trycmd',
    'a.trycmd',
    '```\n$ false\n? failed\n$ echo "took 3 s"\ntook [..] s\n```\n',
    '```\n$ true\n? failed\n```\n',
    3,
  ],
  [
    'mdx',
    'a.md',
    '<!-- $MDX dir=. -->\n```sh\n$ seq 5\n1\n...\n5\n```\n',
    '<!-- $MDX dir=. -->\n```sh\n$ seq 2\n1\n3\n```\n',
    4,
  ],
  [
    'clitest',
    'a.md',
    '    $ echo hi #=> hi\n\n```\n$ echo 5 #=> --regex ^\\d\n$ false  #=> --exit 1\n```\n',
    '```\n$ echo hi #=> ho\n```\n',
    2,
  ],
  [
    'byexample',
    'a.md',
    '```shell\n$ echo ab   # byexample: +norm-ws\nab\n```\n',
    '```shell\n$ echo ab   # byexample: +x\nac\n```\n',
    3,
  ],
])('%s documents are carried out and judged as their own tool does', async (_name, file, good, bad, line) => {
  for (const mode of ['run', 'fake'] as const) {
    const judge = async (text: string) => {
      const document = readPage(file, text)
      const cases = documentCases(document, undefined)
      expect(cases.length).toBeGreaterThan(0)
      const plan = documentPlan(document, cases, { contentHash: sha256(text), sha256 })
      const given = {
        plan,
        page: text,
        mode,
        fakeMissing: false,
        hidden: [],
        lenient: false,
        scripts: new Map(),
        fixtures: [],
      }
      const { tested: result } = await testProcedure(
        { ...given, environment: {}, pageFolder: book, bookRoot: book, cases },
        machine,
      )
      return result
    }
    expect(await judge(good)).toMatchObject({ status: 'passed' })
    expect(await judge(bad)).toMatchObject({ status: 'failed', failures: [{ line }] })
  }
})
