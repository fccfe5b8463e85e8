import { expect, test } from 'vitest'
import { applyFixes } from '../../book/fix/apply-edits.ts'
import { readPage } from '../../book/parse/read-page.ts'
import { linearRegex } from '../../plan/linear-regex.ts'
import type { Dialect } from '../expect/dialect.ts'
import { documentCases } from './document-plan.ts'
import { renewOutput } from './renew-output.ts'
import { renewCases, renewPage, type SeenCommand } from './renew-page.ts'

const seen = (stdout: string, exitCode = 0, stderr = '') => ({ stdout, stderr, exitCode, durationMs: 1 })
const lines = (text: string) => (text === '' ? [] : text.split('\n'))

test.each<[what: string, dialect: Dialect, before: string, stdout: string, exitCode: number, after: string]>([
  ['the same output', 'page', 'a\nb', 'a\nb\n', 0, 'a\nb'],
  ['another line', 'page', 'a\nb\nc', 'a\nx\nc\n', 0, 'a\nx\nc'],
  ['wildcards that fit are kept', 'page', 'took [..] s\nold', 'took 3 s\nnew\n', 0, 'took [..] s\nnew'],
  ['those that do not are not', 'page', 'took [..] s\nend', 'slept 3 s\nend\n', 0, 'slept 3 s\nend'],
  ['captures are kept', 'page', 'pod <pod> is up\nx', 'pod a-1 is up\ny\n', 0, 'pod <pod> is up\ny'],
  ['… in the middle is kept with what follows it', 'page', 'a\n...\nz\nold', 'a\n1\n2\nz\nnew\n', 0, 'a\n...\nz\nnew'],
  ['… whose end is gone is written out', 'page', 'a\n...\nz', 'a\n1\nnew\n', 0, 'a\n1\nnew'],
  ['… at the end is kept', 'page', 'a\nb\n...', 'x\nb\n1\n2\n', 0, 'x\nb\n...'],
  ['nothing any more', 'page', 'a', '', 0, ''],
  ['something for the first time', 'page', '', 'a\n', 0, 'a'],
  ['a regular expression of cram', 'cram', 'a\\d+ (re)\nb', 'a12\nc\n', 0, 'a\\d+ (re)\nc'],
  ['a status of cram', 'cram', 'a', 'a\n', 3, 'a\n[3]'],
  ['that is gone again', 'cram', 'a\n[3]', 'a\n', 0, 'a'],
  ['a status word of trycmd that fits', 'trycmd', '? failed\na', 'b\n', 2, '? failed\nb'],
  ['one that does not', 'trycmd', '? failed\na', 'b\n', 0, 'b'],
  ['an ellipsis of mdx', 'mdx', '1\n...\n9\nx', '1\n2\n9\ny\n', 0, '1\n...\n9\ny'],
])('%s', (_what, dialect, before, stdout, exitCode, after) => {
  const once = renewOutput(lines(before), seen(stdout, exitCode), { dialect, matches: linearRegex })
  expect(once).toEqual({ ok: true, lines: lines(after) })
  // A second time there is nothing to do.
  expect(renewOutput(lines(after), seen(stdout, exitCode), { dialect, matches: linearRegex })).toEqual(once)
})

test('a command that fails is not taken over into a page that does not say so', () => {
  expect(renewOutput(['a'], seen('a\n', 1), { dialect: 'page' })).toEqual({
    ok: false,
    reason: 'the command ended with status 1',
  })
})

const PAGE = `# Queue

## Look at the Queue

1. Ask for it:

   \`\`\`console
   $ queue state
   state: up
   since [..]

   $ queue length
   12
   \`\`\`

2. Count:

\`\`\`bash
queue count
# Expected: 12
\`\`\`

\`\`\`output
orders 12
\`\`\`
`

/** The commands of a page with what each would print. */
function commandsOf(text: string, outputs: Readonly<Record<string, string>>): SeenCommand[] {
  return readPage('queue.md', text)
    .procedures.flatMap(({ steps }) => steps)
    .flatMap(({ commands, expectations }) =>
      commands.map(({ text: command, line, endLine }) => {
        const stdout = outputs[command]
        return { line, endLine, expectations, ...(stdout === undefined ? {} : { observed: seen(stdout) }) }
      }),
    )
}

function renewed(text: string, outputs: Readonly<Record<string, string>>, comments = false) {
  const result = renewPage(readPage('queue.md', text), commandsOf(text, outputs), { matches: linearRegex, comments })
  const fixes = result.changes.map(({ fix }) => fix)
  return { text: applyFixes(text, fixes), kept: result.kept }
}

test('a page gets what came, in its own indentation, and a second time nothing changes', () => {
  const outputs = { 'queue state': 'state: down\nsince noon\n', 'queue length': '0\n', 'queue count': 'orders 0\n' }
  const { text, kept } = renewed(PAGE, outputs)
  expect(text).toBe(
    PAGE.replace('state: up', 'state: down').replace('   12\n', '   0\n').replace('orders 12', 'orders 0'),
  )
  expect(kept).toEqual([])
  expect(renewed(text, outputs).text).toBe(text)
  expect(renewed(PAGE.replaceAll('\n', '\r\n'), outputs).text).toBe(text.replaceAll('\n', '\r\n'))
})

test('comments are made true only when that is asked for', () => {
  const outputs = { 'queue count': '0\n' }
  expect(renewed(PAGE, outputs).text).toContain('# Expected: 12')
  const { text } = renewed(PAGE, outputs, true)
  expect(text).toContain('# Expected: 0')
  expect(renewed(text, outputs, true).text).toBe(text)
})

test('what cannot be read back as output is left alone, with the reason', () => {
  const { text, kept } = renewed(PAGE, { 'queue state': '```\n', 'queue length': '$ rm\n', 'queue count': '\u0007\n' })
  expect(text).toBe(PAGE)
  expect(kept.map(({ reason }) => reason)).toEqual([
    'the output holds the mark of a fence',
    'a line of the output looks like a prompt',
    'the output holds control characters',
  ])
})

test('a test document is made true by the rules of its own tool', () => {
  const text = 'Look:\n\n  $ queue state\n  up\n\nText.\n\n  $ queue fail\n'
  const page = readPage('queue.t', text)
  const outputs = [seen('down\n'), seen('bad\n', 2)]
  const cases = documentCases(page, undefined).map((each, index) => ({ test: each, observed: outputs[index]! }))
  const { changes } = renewCases(page, cases, { matches: linearRegex })
  expect(
    applyFixes(
      text,
      changes.map(({ fix }) => fix),
    ),
  ).toBe('Look:\n\n  $ queue state\n  down\n\nText.\n\n  $ queue fail\n  bad\n  [2]\n')
})
