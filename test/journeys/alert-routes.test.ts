/** Tests of routes that a book keeps, from the command line; no server is there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { opsbook } from './run-opsbook.ts'

const ROUTES = `book: docs
alerting:
  route:
    receiver: everybody
    group_by: [alertname]
    routes:
      - matchers: ['team="db"']
        receiver: database
        routes:
          - { matchers: ['severity="critical"'], receiver: pager, active_time_intervals: [office] }
      - { matchers: ['path=~"/{x}.*"'], receiver: chat }
  receivers: [{ name: everybody }, { name: database }, { name: pager }, { name: chat }]
  time_intervals: [{ name: office, time_intervals: [{ times: [{ start_time: '09:00', end_time: '17:00' }] }] }]
  inhibit_rules: [{ source_matchers: ['alertname="Down"'], target_matchers: ['alertname!="Down"'], equal: [host] }]
`
const GOOD = `  tests:
    - name: the database team hears of its disks
      labels: { alertname: DiskFull, team: db }
      receivers: [database]
`
const BAD = `    - name: 'critical ones page, \u202ealways'
      labels: { team: db, severity: critical }
      time: 2026-03-02T03:00:00Z
      muted: false
    - { labels: { team: shop }, receivers: [chat] }
`

function book(tests: string) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-routes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'docs'))
  writeFileSync(join(folder, 'docs/shop.md'), '# Shop\n\nA shop.\n')
  writeFileSync(join(folder, 'opsbook.yaml'), ROUTES + tests)
  const run = (args: readonly string[], env: Record<string, string> = {}) => opsbook(args, { cwd: folder, env })
  const json = async (contract: string, code: number, ...args: string[]) => {
    const outcome = await run([...args, '--json'])
    expect(outcome).toMatchObject({ code, stderr: '' })
    const value = JSON.parse(outcome.stdout)
    expectContract(contract, value)
    return value
  }
  return { run, json }
}

test('tests that hold', async () => {
  const { run, json } = book(GOOD)
  const held = { code: 0, stdout: '✓ the database team hears of its disks\n✓ 1 test\n', stderr: '' }
  expect(await run(['alert', 'routes', 'test'])).toMatchObject(held)
  expect(await json('route-tests', 0, 'alert', 'routes', 'test')).toMatchObject({ passed: true, tests: [{ line: 16 }] })
  expect(await run(['check'])).toMatchObject({ code: 0 })
})

test('tests that fail say what, where and which route took the alert; a check fails with them', async () => {
  const { run, json } = book(GOOD + BAD)
  const { code, stdout, stderr } = await run(['alert', 'routes', 'test'])
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('opsbook.yaml:19') })
  expect(stdout).toContain(
    '✗ critical ones page, \\u{202e}always\n    opsbook.yaml:19\n    muted: to be nobody, is pager\n',
  )
  expect(stdout).toContain('    receivers: to be chat, is everybody\n    taken by {}\n✗ 3 tests, 2 failed\n')
  expect(await json('route-tests', 3, 'alert', 'routes', 'test')).toMatchObject({ passed: false })
  const junit = await run(['alert', 'routes', 'test', '--format', 'junit'])
  expect(junit).toMatchObject({ code: 3, stdout: expect.stringContaining('tests="3" failures="2" errors="0"') })
  const github = await run(['alert', 'routes', 'test', '--format', 'github'])
  expect(github.stdout).toMatch(/^::error file=opsbook.yaml,line=19,title=/)

  const { findings } = await json('check', 3, 'check')
  expect(findings.map(({ rule, file, line, column }: Record<string, unknown>) => [rule, file, line, column])).toEqual([
    ['RB094', 'opsbook.yaml', 19, 5],
    ['RB094', 'opsbook.yaml', 23, 5],
  ])
  expect(await run(['check', '--skip-rule', 'route-test'])).toMatchObject({ code: 0 })
})

test('the way of an alert through the tree', async () => {
  const { run, json } = book('')
  const explain = async (...args: string[]) => (await run(['alert', 'routes', 'explain', ...args])).stdout
  const night = ['DiskFull', 'team=db', 'severity=critical', '--time', '2026-03-02T03:00:00Z']
  const said = await explain(...night)
  expect(said).toContain('  → the root fits\n    → {team="db"} fits\n      ✓ {severity="critical"} takes it\n')
  expect(said).toContain('    □ {path=~"/{x}.*"} not tried: ')
  expect(said).toContain('  pager is not told now: office\ntold: nobody\nincident: none (nobody is told of it then)\n')
  expect(await explain(...night.slice(0, 3))).toContain('told: pager\nincident: P1 (its sender says it is critical)\n')
  expect(await explain('DiskFull', 'host=a', '--firing', 'Down,host=a')).toBe('')
  expect(await explain('DiskFull', 'host=a', '--firing', 'alertname=Down,host=a')).toContain('(inhibit_rules.0)')
  expect(await json('route-explanation', 0, 'alert', 'routes', 'explain', ...night)).toMatchObject({
    ...{ receivers: ['pager'], muted: ['pager'], groupBy: [['alertname']], routing: { told: [] } },
  })
})

test('in a narrow, plain terminal', async () => {
  const { run } = book(GOOD + BAD)
  const env = { LC_ALL: 'C', LANG: 'C', NO_COLOR: '1', COLUMNS: '40' }
  for (const args of [['test'], ['explain', 'DiskFull', 'team=db', 'severity=critical']]) {
    const { stdout, stderr } = await run(['alert', 'routes', ...args], env)
    expect(stdout + stderr).not.toMatch(/[^\u0000-\u007f]|\u001b/)
    expect(stdout.split('\n').filter((line) => line.length > 40)).toEqual([])
  }
})

test.each([
  [['alert', 'routes', 'tset'], 2, 'Did you mean "opsbook alert routes test"?'],
  [['alert', 'routes'], 2, 'opsbook alert routes -h'],
  [['alert', 'routes', 'explain', 'team!=db'], 2, 'an alert has labels'],
  [['alert', 'routes', 'explain', 'team=db', '--time', 'night'], 2, 'with its zone'],
])('%j exits %i and says what to do', async (args, code, said) => {
  const outcome = await book('').run(args)
  expect(outcome).toMatchObject({ code, stdout: '' })
  expect(outcome.stderr).toContain(said)
})

test('a test that cannot be is a mistake in the settings, with its line', async () => {
  const { run } = book(`${GOOD}    - { labels: { a: b }, muted: true }\n`)
  const { code, stderr } = await run(['check'])
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('opsbook.yaml:19:') })
  expect(stderr).toContain('nothing mutes it without a time')
})

test('without alerting there is nothing to ask', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-routes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'shop.md'), '# Shop\n\nA shop.\n')
  const outcome = await opsbook(['alert', 'routes', 'test'], { cwd: folder })
  expect(outcome).toMatchObject({ code: 5, stderr: expect.stringContaining('opsbook config import') })
})
