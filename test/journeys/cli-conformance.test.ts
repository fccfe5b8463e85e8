/** What every command owes its user: `cli.md` 3.1.9. */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { bin, opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

/** Somebody is on in every hour, so that nothing is found about it. */
const ONCALL = `oncall:
  schedules:
    shop:
      zone: Europe/Berlin
      layers:
        - name: weeks
          rotation: { every: week, on: monday, at: "09:00", from: 2026-01-05, people: [ana, ben] }
`
let book = ''
beforeAll(async () => {
  book = writeBook()
  writeFileSync(join(book, 'opsbook.yaml'), ONCALL)
  // Stops before its first step, which removes files: a record without anything carried out.
  const { code } = await opsbook(
    [
      'run',
      '--trust',
      '--auto',
      'docs/RUNBOOK.md#clear-the-cache',
      '--param',
      'shop_name=x',
      '--param',
      'CACHE_DIR=none',
    ],
    at(),
  )
  expect(code).toBe(6)
})
afterAll(() => rmSync(book, { recursive: true, force: true }))

interface Case {
  command: string
  args: readonly string[]
  /** Name of the JSON contract; absent where the command has no JSON. */
  contract?: string
  /** Output that is not laid out for a width: scripts and prose. */
  anyWidth?: boolean
  code?: number
}

const cases: readonly Case[] = [
  { command: 'check', args: ['docs'], contract: 'check', code: 3 },
  { command: 'fmt', args: ['docs'], contract: 'fmt' },
  { command: 'list', args: ['docs'], contract: 'list' },
  { command: 'view', args: ['docs/RUNBOOK.md#clear-the-cache'], contract: 'page' },
  { command: 'view', args: ['docs/TROUBLESHOOTING.md'], contract: 'page' },
  { command: 'test', args: ['--all', 'docs'], contract: 'test' },
  { command: 'test', args: ['--all', '-v', 'docs/RUNBOOK.md#restart-the-worker'], contract: 'test' },
  { command: 'record', args: ['docs/RUNBOOK.md'], contract: 'record' },
  { command: 'search', args: ['docs', 'connection', 'refused'], contract: 'search' },
  { command: 'explain', args: ['docs/RUNBOOK.md:13'], contract: 'explain' },
  { command: 'explain', args: [], contract: 'rules' },
  { command: 'explain', args: ['RB101'], contract: 'rule', anyWidth: true },
  { command: 'baseline', args: ['docs'], contract: 'baseline', code: 3 },
  { command: 'config', args: ['explain'], contract: 'config' },
  { command: 'doctor', args: ['--security'] },
  { command: 'oncall', args: ['now', '--local', '--now', '2026-03-28'] },
  { command: 'oncall', args: ['next', '--local', '--now', '2026-03-28'] },
  { command: 'oncall', args: ['whoami', '--as', 'ana', '--now', '2026-03-28'] },
  { command: 'oncall', args: ['preview', '--local', '--month', '2026-03', '--now', '2026-03-28'] },
  { command: 'oncall', args: ['ical', 'shop', '--local', '--now', '2026-03-28'], anyWidth: true },
  { command: 'runs', args: ['list'], contract: 'runs' },
  { command: 'runs', args: ['view', 'last'], contract: 'run' },
  { command: 'completion', args: ['bash'], anyWidth: true },
  { command: 'help', args: ['exit-codes'], anyWidth: true },
]
const commands = [...new Set(cases.map(({ command }) => command))]
const at = (env: Record<string, string> = {}) => ({ cwd: book, env: { OPSBOOK_RUNS: join(book, 'runs'), ...env } })

describe.each(commands)('%s', (command) => {
  test('-h explains it with an example', async () => {
    const { code, stdout, stderr } = await opsbook([command, '-h'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}(?:source <\\()?opsbook ${command}`))
  })
  test('a mistyped flag is refused with the flag that was meant', async () => {
    const { code, stdout, stderr } = await opsbook([command, '--quet'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Did you mean --quiet?')
  })
})

describe.each(cases)('$command $args', ({ command, args, contract, anyWidth, code = 0 }) => {
  test('in a narrow, plain terminal: ASCII, no escape sequence, no line too wide, no question', async () => {
    const env = { LC_ALL: 'C', LANG: 'C', NO_COLOR: '1', COLUMNS: '40' }
    const outcome = await opsbook([command, ...args, '--no-input'], at(env))
    expect(outcome.code).toBe(code)
    expect(outcome.stdout + outcome.stderr).not.toMatch(/[^\u0000-\u007f]|\u001b/)
    expect(outcome.stdout).not.toBe('')
    if (!anyWidth) expect(outcome.stdout.split('\n').filter((line) => line.length > 40)).toEqual([])
  })
  test.runIf(contract !== undefined)('--json keeps its contract', async () => {
    const outcome = await opsbook([command, ...args, '--json'], at())
    expect(outcome.code).toBe(code)
    expectContract(contract!, JSON.parse(outcome.stdout))
  })
})

test('piped output has no escape sequence unless it is asked for', async () => {
  const [piped, forced] = await Promise.all([
    opsbook(['check', 'docs'], at()),
    opsbook(['check', 'docs', '--color=always'], at()),
  ])
  expect(piped.stdout).not.toContain('\u001b')
  expect(forced.stdout).toContain('\u001b[')
})
test('--json fails as JSON too, on stderr', async () => {
  const { code, stdout, stderr } = await opsbook(['check', 'nowhere', '--json'], at())
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  expectContract('error', JSON.parse(stderr))
})
test('the same flags are understood before the command', async () => {
  const { code, stdout } = await opsbook(['--json', '-C', book, 'list', 'docs'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).schema).toBe('opsbook.list/v1')
})
test('some fields of the JSON', async () => {
  const { stdout } = await opsbook(['check', 'docs', '--json=counts'], at())
  expect(Object.keys(JSON.parse(stdout))).toEqual(['schema', 'counts'])
  expect(await opsbook(['check', 'docs', '--json=count'], at())).toMatchObject({ code: 2, stdout: '' })
})
test.each([
  [['chekc'], 2, 'Did you mean "opsbook check"?'],
  [['--versoin'], 2, 'Did you mean --version?'],
  [['view', 'docs/RUNBOK.md'], 5, 'Did you mean docs/RUNBOOK.md?'],
  [['view', 'docs/RUNBOOK.md#restrat'], 5, '#restart-the-worker'],
  [['check', 'dcs'], 5, 'Did you mean docs?'],
  [['explain', 'RB1o1'], 2, 'Did you mean RB101'],
  [['help', 'exitcodes'], 2, 'Did you mean exit-codes?'],
  [['check', '--now', 'tomorrow', 'docs'], 2, '2026-03-02'],
  [['check', '--json', '--format', 'md', 'docs'], 2, 'contradict'],
  [['search'], 2, 'query'],
])('%j exits %i and says what to do', async (args, code, said) => {
  const outcome = await opsbook(args, at())
  expect(outcome).toMatchObject({ code, stdout: '' })
  expect(outcome.stderr).toContain(said)
})
test('a reader that goes away is no error', async () => {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${bin}" list --json docs | head -c 1`], { cwd: book })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})
test('an interrupt ends it at once', async () => {
  let interruptedAt = 0
  const { code, signal } = await opsbook(['check', 'docs'], {
    cwd: book,
    started: (kill) =>
      void setTimeout(() => {
        interruptedAt = Date.now()
        kill('SIGINT')
      }, 60),
  })
  // A shell reports a process that SIGINT ended as 130; here the signal itself is seen.
  expect(signal === 'SIGINT' || code === 130).toBe(true)
  expect(Date.now() - interruptedAt).toBeLessThan(1_000)
})
