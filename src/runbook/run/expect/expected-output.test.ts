import { describe, expect, test } from 'vitest'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { comparableText } from './comparable-text.ts'
import { decideBlock } from './decide-block.ts'
import type { Dialect } from './dialect.ts'
import { readExpectedOutput } from './expected-output.ts'

/** Stands for the linear-time engine: the patterns below are small and friendly. */
const matches: RegexMatcher = (pattern, text) => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'su').test(text)
  } catch {
    return undefined
  }
}
const decide = (dialect: Dialect, expected: string, stdout: string, exitCode = 0) =>
  decideBlock(
    readExpectedOutput(expected, dialect),
    { stdout: comparableText(stdout).text, stderr: '', exitCode, durationMs: 1 },
    { strictness: 'whole', matches },
  )
const check = (verdict: string, ...[dialect, expected, stdout, exitCode]: Parameters<typeof decide>) =>
  expect({ dialect, expected, stdout, verdict: decide(dialect, expected, stdout, exitCode).verdict }).toEqual({
    dialect,
    expected,
    stdout,
    verdict,
  })
const fits = (...args: Parameters<typeof decide>) => check('passed', ...args)
const differs = (...args: Parameters<typeof decide>) => check('failed', ...args)

describe('cram', () => {
  test('literal first', () => {
    fits('cram', 'foo*bar (glob)', 'foo*bar (glob)\n')
    fits('cram', 'a\nb', 'a\nb\n')
    differs('cram', 'a\nb', 'a\nb\nc\n')
    differs('cram', 'a\nb\nc', 'a\nb\n')
  })
  test('glob, re, esc and no-eol', () => {
    fits('cram', 'foo*bar? (glob)', 'foo and bar!\n')
    differs('cram', 'foo*bar? (glob)', 'foo and bar\n')
    fits('cram', 'a\\*b (glob)', 'a*b')
    differs('cram', 'a\\*b (glob)', 'axb')
    fits('cram', 'v\\d+ (re)', 'v12')
    differs('cram', 'v\\d+ (re)', 'xv12')
    fits('cram', 'a\\tb\\x21 (esc)', 'a\tb!')
    fits('cram', 'prompt> (no-eol)', 'prompt>')
  })
  test('status', () => {
    fits('cram', 'gone\n[1]', 'gone\n', 1)
    differs('cram', 'gone\n[1]', 'gone\n', 2)
  })
  test('dots and angle brackets are literal', () => {
    differs('cram', 'a\n...\nb', 'a\nx\nb')
    differs('cram', 'pod <name>', 'pod api')
    differs('cram', 'x (glob*)', 'x\nx')
  })
})

describe('scrut', () => {
  test('quantifiers', () => {
    fits('scrut', 'start\nstep * (glob+)\nend', 'start\nstep 1\nstep 2\nend')
    differs('scrut', 'start\nstep * (glob+)\nend', 'start\nend')
    fits('scrut', 'start\nstep * (glob*)\nend', 'start\nend')
    fits('scrut', 'warning (?)\nend', 'end')
    fits('scrut', 'warning (?)\nend', 'warning\nend')
    differs('scrut', 'warning (?)\nend', 'warning\nwarning\nend')
    fits('scrut', 'same (equal+)\nlast', 'same\nsame\nsame\nlast')
    fits('scrut', '\\d+ (regex*)', '1\n22\n333')
  })
  test('escaped globs', () => fits('scrut', 'a\\tb* (escaped) (glob)', 'a\tbcd'))
})

describe('trycmd', () => {
  test('elisions', () => {
    fits('trycmd', '...\nlistening on [..]\n...', 'boot\nload\nlistening on 4222 now\nready')
    fits('trycmd', 'a\n...', 'a')
    differs('trycmd', 'a\n...\nb', 'a\nx')
    fits('trycmd', 'see [CWD]/log', 'see /home/x/log')
  })
  test('status', () => {
    fits('trycmd', '? failed\nno such file', 'no such file', 2)
    differs('trycmd', '? failed\nno such file', 'no such file', 0)
    fits('trycmd', '? 101', '', 101)
    fits('trycmd', '? interrupted', '', 130)
    fits('trycmd', '? skipped', '', 80)
  })
})

describe('mdx', () => {
  test('dots', () => {
    fits('mdx', 'a\n...\nz', 'a\nb\nc\nz')
    fits('mdx', 'built in ...', 'built in 3.2 s')
    differs('mdx', 'built in ...', 'rebuilt in 3.2 s')
    fits('mdx', '[3]', '', 3)
  })
})

describe('byexample', () => {
  test('captures and the rest', () => {
    expect(decide('byexample', 'job <job-id> queued', 'job 17 queued').captures).toEqual({ 'job-id': '17' })
    fits('byexample', 'took <...> ms', 'took 12.5 ms')
    differs('byexample', 'a\n...\nb', 'a\nx\nb')
  })
})

describe('pages', () => {
  test('all notations together', () => {
    const expected = 'NAME   READY\n<pod>   1/1\n...\ntotal [..]\nv\\d (re)\n[1]'
    const found = decide('page', expected, 'NAME   READY\napi-7   1/1\nx\ny\ntotal 3\nv2', 1)
    expect(found).toMatchObject({ verdict: 'passed', captures: { pod: 'api-7' }, explainsExit: true })
  })
  test('the first line that has a name gives its value', () => {
    expect(decide('page', '<pod> up\n<pod> up', 'a up\nb up').captures).toEqual({ pod: 'a' })
  })
  test('a capture is not empty', () => differs('page', 'id: <id>', 'id: '))
  test('the reason names the line', () => {
    expect(decide('page', 'a\nb', 'a\nc').reason).toBe('line 2 of the output was not expected: "c"')
    expect(decide('page', 'a\nb', 'a').reason).toBe('the output ends before everything expected was seen')
  })
})

test('without an engine a regular expression stays open', () => {
  const verdict = decideBlock(
    readExpectedOutput('v\\d (re)', 'cram'),
    { stdout: 'v2', stderr: '', exitCode: 0, durationMs: 1 },
    { strictness: 'whole' },
  )
  expect(verdict.verdict).toBe('unverified')
  check('unverified', 'cram', '( (re)', 'v2')
})

test('both streams may make up what a terminal shows', () => {
  const seen = { stdout: 'out', stderr: 'err', exitCode: 0, durationMs: 1 }
  expect(decideBlock(readExpectedOutput('out\nerr', 'cram'), seen, { strictness: 'whole' }).verdict).toBe('passed')
})
