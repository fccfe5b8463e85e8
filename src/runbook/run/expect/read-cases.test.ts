import { expect, test } from 'vitest'
import { decideCase } from './decide-case.ts'
import { detectDialect } from './dialect.ts'
import { readCases, type TestDialect } from './read-cases.ts'

const observe = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode, durationMs: 1 })
const commands = (text: string, dialect: TestDialect) =>
  readCases(text, dialect).map(({ command, line, endLine }) => `${line}-${endLine} ${command}`)
const verdicts = (text: string, dialect: TestDialect, outputs: readonly [string, number][]) =>
  readCases(text, dialect).map((each, index) => decideCase(each, observe(...outputs[index]!)).verdict)

test('cram: two blanks, continuation, text between', () => {
  const text =
    'Setup:\n\n  $ cd "$TESTDIR"\n  $ for i in 1 2\n  > do echo $i\n  > done\n  1\n  2\n\nThen:\n  $ false\n  [1]\n'
  expect(commands(text, 'cram')).toEqual(['3-3 cd "$TESTDIR"', '4-8 for i in 1 2\ndo echo $i\ndone', '11-12 false'])
  expect(readCases(text, 'cram').map(({ title }) => title)).toEqual(['Setup:', 'Setup:', 'Then:'])
  expect(
    verdicts(text, 'cram', [
      ['', 0],
      ['1\n2\n', 0],
      ['', 1],
    ]),
  ).toEqual(['passed', 'passed', 'passed'])
  expect(
    verdicts(text, 'cram', [
      ['', 1],
      ['1\n', 0],
      ['', 0],
    ]),
  ).toEqual(['failed', 'failed', 'failed'])
})

test('scrut and trycmd: the content of a fence', () => {
  expect(commands('$ echo a\na\n\n$ echo b', 'scrut')).toEqual(['1-3 echo a', '4-4 echo b'])
  expect(verdicts('$ tool --bad\n? failed\nerror: [..]\n', 'trycmd', [['error: no such option\n', 2]])).toEqual([
    'passed',
  ])
})

test('mdx: padding, backslashes', () => {
  const text = '  $ echo a \\\n    b\n  a b\n  $ date\n  2026-...\n'
  expect(commands(text, 'mdx')).toEqual(['1-3 echo a \\\n  b', '4-5 date'])
  expect(
    verdicts(text, 'mdx', [
      ['a b\n', 0],
      ['2026-01-02\n', 0],
    ]),
  ).toEqual(['passed', 'passed'])
})

test('byexample: options are comments of its own, a blank line ends the output', () => {
  const text = '$ start   # byexample: +timeout=5\njob <id> queued\n\nProse.\n$ stop\n'
  expect(commands(text, 'byexample')).toEqual(['1-2 start', '5-5 stop'])
  expect(decideCase(readCases(text, 'byexample')[0]!, observe('job 7 queued\n'))).toMatchObject({
    verdict: 'passed',
    captures: { id: '7' },
  })
})

test('clitest: expectations behind the command', () => {
  const text =
    '$ redis-cli ping  #=> PONG\n$ false #=> --exit 1\n$ seq 3 #=> --lines 3\n$ tool -v #=> --regex ^v\\d\n$ x #=> --file out.txt\n$ echo a\na\n$\ntext\n'
  expect(commands(text, 'clitest')).toEqual([
    '1-1 redis-cli ping',
    '2-2 false',
    '3-3 seq 3',
    '4-4 tool -v',
    '5-5 x',
    '6-7 echo a',
  ])
  const seen: [string, number][] = [
    ['PONG\n', 0],
    ['', 1],
    ['1\n2\n3\n', 0],
    ['v2\n', 0],
    ['', 0],
    ['a\n', 0],
  ]
  expect(verdicts(text, 'clitest', seen)).toEqual(['passed', 'passed', 'passed', 'unverified', 'unverified', 'passed'])
  const version = readCases(text, 'clitest')[3]!
  const matches = (pattern: string, line: string) => new RegExp(`^(?:${pattern})$`).test(line)
  expect(decideCase(version, observe('v2\n'), { matches }).verdict).toBe('passed')
  expect(decideCase(version, observe('2\n'), { matches }).verdict).toBe('failed')
})

test('who wrote it', () => {
  const check = (text: string, at: Parameters<typeof detectDialect>[1], dialect: string | undefined) =>
    expect(detectDialect(text, at)).toBe(dialect)
  check('', { file: 'tests/basic.t' }, 'cram')
  check('', { info: 'scrut {timeout: 3m}' }, 'scrut')
  check('', { info: 'trycmd' }, 'trycmd')
  check('$ x\n? 2\n', { info: 'console' }, 'trycmd')
  check('<!-- $MDX dir=x -->', {}, 'mdx')
  check('$ x # byexample: +skip', {}, 'byexample')
  check('$ x  #=> y', {}, 'clitest')
  check('$ x\ny\n', { info: 'console' }, undefined)
})
