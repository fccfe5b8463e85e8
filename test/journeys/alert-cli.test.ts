/** Alerts and silences from the command line, on the real server. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { opsbook } from './run-opsbook.ts'
import { until } from './served.ts'
import { served } from './serving.ts'

const PAGE =
  '# Shop\n\n## Restart the checkout\n\n**Alert**: `CheckoutSlow`\n\n```bash\nkubectl -n shop rollout restart deploy/checkout\n```\n'
const YAML = `book: docs
alerting:
  route:
    receiver: everybody
    group_by: [alertname]
    routes:
      - { matchers: ['team="db"'], receiver: database }
      - { matchers: ['team="shop"'], receiver: shop, group_wait: 0s }
  receivers: [{ name: everybody }, { name: database }, { name: shop }]
  inhibit_rules:
    - { source_matchers: ['alertname="Down"'], target_matchers: ['alertname="DiskFull"'], equal: [host] }
`

/** What fires, sent by an integration of its own; and commands of Ana, whose JSON keeps its contract. */
async function shop() {
  const server = await served({ 'shop.md': PAGE }, YAML)
  const { api, cli, url, folder } = server
  const { key } = await api<{ key: string }>('POST', '/integrations', { name: 'shop', dialect: 'generic-json' })
  const fire = async (name: string, labels: Record<string, string>, more: object = {}) => {
    const alert = { summary: `${name} is wrong`, key: JSON.stringify(labels), labels: { alertname: name, ...labels } }
    const { ok } = await fetch(`${url}/intake/generic-json/${key}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ ...alert, ...more }),
    })
    expect(ok).toBe(true)
  }
  const good = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(args)
    expect({ args, code, stderr }).toMatchObject({ args, code: 0 })
    return stdout
  }
  const json = async (contract: string, ...args: string[]) => {
    const value = JSON.parse(await good(...args, '--json'))
    expectContract(contract, value)
    return value
  }
  // Alerts become incidents a moment after they are received.
  const withIncident = (number: string) =>
    until(
      () => json('alert', 'alert', 'view', number),
      ({ incidents }) => incidents.length > 0,
    )
  const narrow = (args: readonly string[]) =>
    opsbook(args, {
      cwd: join(folder, 'book'),
      env: {
        ...{ HOME: join(folder, 'ana'), XDG_CONFIG_HOME: join(folder, 'ana') },
        ...{ LC_ALL: 'C', LANG: 'C', NO_COLOR: '1', COLUMNS: '40' },
      },
    })
  return { ...server, fire, good, json, withIncident, narrow }
}

test('an alert is listed, explained, put off, taken and ended', { timeout: 240_000 }, async () => {
  const { cli, fire, good, json, withIncident } = await shop()
  expect(await cli(['alert', 'list'])).toMatchObject({ code: 0, stdout: '', stderr: 'nothing fires\n' })
  await fire(
    'CheckoutSlow',
    { team: 'shop', service: 'checkout' },
    { severity: 'critical', annotations: { info: 'p99' } },
  )
  await fire('DiskFull', { team: 'db', host: 'a' })
  await fire('DiskFull', { team: 'db', host: 'b' })
  const numbers = async (...args: string[]) =>
    (await json('alerts', 'alert', 'list', ...args)).alerts.map((each: { number: number }) => each.number)
  expect(await numbers()).toEqual([3, 2, 1])
  expect(await numbers('DiskFull', 'host=~"a|c"')).toEqual([2])
  expect(await numbers('--severity', 'critical', '--limit', '1')).toEqual([1])
  expect(await good('alert', 'list', 'team=shop', '--plain')).toMatch(
    /^1\tcritical\tfiring\t\S+Z\t\{alertname="CheckoutSlow", service="checkout", team="shop"\}\tCheckoutSlow is wrong\n$/,
  )

  const seen = await withIncident('1')
  expect(seen.next).toEqual([
    'opsbook alert ack 1',
    'opsbook run --incident 1 docs/shop.md#restart-the-checkout',
    'opsbook incident view 1',
    'opsbook alert snooze 1 --duration 1h',
  ])
  const viewed = await good('alert', 'view', '#1')
  expect(viewed).toMatch(/^✗ FIRING {3}#1 critical CheckoutSlow is wrong\n/)
  expect(viewed).toContain('  → the root fits\n')
  expect(viewed).toContain('□ team="db" does not fit "shop"\n')
  expect(viewed).toContain('✓ {team="shop"} takes it\n')
  expect(viewed).toContain('✗ open      #1 P1 CheckoutSlow is wrong\n')

  const snoozed = await cli(['alert', 'snooze', '1', '--duration', '2h', '--note', 'the new one comes at noon'])
  expect(snoozed).toMatchObject({ code: 0, stderr: expect.stringContaining('opsbook alert snooze 1 --off') })
  expect(snoozed.stdout).toMatch(/^✓ Snoozed #1 "CheckoutSlow is wrong" \(nobody is told until \S+ \S+Z,\n/)
  const quiet = await good('alert', 'view', '1')
  expect(quiet).toMatch(/^i SNOOZED /)
  expect(quiet).toMatch(/\nHeld back\n {2}snoozed until /)
  expect(quiet).toMatch(/not now: shop/)
  expect(quiet).toContain('by Ana: the new one\n')

  const taken = await cli(['alert', 'ack', '1', '2', '99'])
  expect(taken).toMatchObject({ code: 5, stderr: expect.stringContaining('99: there is nothing with this alert') })
  expect(taken.stdout).toContain('✓ Acked #1 "CheckoutSlow is wrong" (Ana has it)\n✓ Acked #2 ')
  expect(await json('alert', 'alert', 'view', '1')).toMatchObject({
    alert: { state: 'acknowledged', snoozedUntil: null },
    routing: { snoozedUntil: null, told: ['shop'] },
  })
  expect(await cli(['alert', 'ack', '1'])).toMatchObject({ code: 5, stdout: '' })
  expect(await json('alert-change', 'alert', 'resolve', '1', '--note', 'restarted')).toMatchObject({
    ...{ did: 'resolved', alerts: [{ number: 1, state: 'resolved' }], refused: [] },
  })
  expect(await good('alert', 'list', '--state', 'resolved')).toMatch(/^✓ RESOLVED #1 /)
  await fire('CheckoutSlow', { team: 'shop', service: 'checkout' }, { severity: 'critical' })
  const again = await good('alert', 'view', '4')
  expect(again).toMatch(/for the 2nd time/)
  expect(again).toMatch(/\nBefore\n {2}#1 began .*Ana had it\n/)
})

test('a silence says what it fits before and after, is seen where it holds something back, and ends', {
  timeout: 240_000,
}, async () => {
  const { cli, fire, good, json, withIncident, narrow } = await shop()
  await fire('DiskFull', { team: 'db', host: 'a' }, { summary: 'disk full\u001b[31m of a \u202e' })
  await fire('DiskFull', { team: 'db', host: 'b' })
  const words = ['DiskFull', 'host=~"a|c"', '--comment', 'new disks', '--duration', '2h']
  expect(await cli(['silence', 'add', ...words, '--dry-run'])).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/^i not added: alertname="DiskFull" host=~"a\|c" until /) },
    stderr: expect.stringContaining('fits 1 alert that fires now\n  #1 error disk full [31m of a \\u{202e}'),
  })
  expect(await cli(['silence', 'list'])).toMatchObject({ code: 0, stdout: '' })
  const { silence, fits } = await json('silence', 'silence', 'add', ...words)
  expect({ silence, fits }).toMatchObject({
    ...{ silence: { state: 'active', createdBy: 'Ana', comment: 'new disks' }, fits: { count: 1 } },
  })
  await fire('Down', { host: 'a' })
  await withIncident('1')
  const held = await good('alert', 'view', '1')
  expect(held).toContain('\nHeld back\n  silenced by Ana until ')
  expect(held).toContain('inhibited by {alertname="Down", host="a"}, which fires (inhibit_rules.0)')
  expect(held).toContain('not now: database')
  expect(await json('silences', 'silence', 'list')).toMatchObject({ silences: [{ id: silence.id }] })
  expect(await good('silence', 'list', '--plain')).toContain('\talertname="DiskFull" host=~"a|c"\tnew disks\n')
  expect(await json('silence', 'silence', 'view', silence.id)).toMatchObject({
    ...{ fits: { count: 1, alerts: [{ number: 1 }] }, history: [{ action: 'created', actor: 'Ana' }] },
  })

  for (const args of [
    ['alert', 'list'],
    ['alert', 'view', '1', '-v'],
    ['alert', 'snooze', '1', '--duration', '1m'],
    ['alert', 'snooze', '1', '--off'],
    ['silence', 'list'],
    ['silence', 'view', silence.id],
    ['silence', 'add', ...words],
  ]) {
    const { code, stdout, stderr } = await narrow(args)
    expect({ args, code }).toEqual({ args, code: 0 })
    expect(stdout + stderr).not.toMatch(/[^\u0000-\u007f]|\u001b/)
    // What is there to be copied is not broken into lines.
    expect(stdout.split('\n').filter((line) => line.length > 40 && !/^ {2}opsbook /.test(line))).toEqual([])
  }
  expect(await good('silence', 'expire', silence.id)).toMatch(/^✓ Expired; 1 alert that it fits fires now: /)
  expect(await good('silence', 'expire', silence.id)).toMatch(/^i was over already, since /)
  expect(await good('silence', 'list', '--state', 'expired')).toMatch(/^✓ EXPIRED {2}alertname="DiskFull" host/)
})

test('what is wrong is said with what to do, and who only looks on changes nothing', { timeout: 240_000 }, async () => {
  const { cli, fire, folder, url } = await shop()
  await fire('DiskFull', { host: 'a' })
  const soonOver = new Date(Date.now() - 60_000).toISOString()
  for (const [args, code, said] of [
    [['alert', 'view', 'nine'], 2, 'names no alert'],
    [['alert', 'view', '99'], 5, 'nothing with this alert'],
    [['alert', 'list', 'host~a'], 2, 'no condition on labels'],
    [['alert', 'list', 'host=~"("'], 2, 'no pattern'],
    [['alert', 'list', '--limit', '0'], 2, 'a number from 1'],
    [['alert', 'list', '--state', 'opne'], 2, 'open'],
    [['alert', 'snooze', '1', '--duration', 'soon'], 2, '30m, 2h or 1d12h'],
    [['alert', 'snooze', '1', '--duration', '1h', '--until', soonOver], 2, 'say the same twice'],
    [['alert', 'snooze', '1', '--until', soonOver], 2, 'passed already'],
    [['alert', 'snooze', '1', '--until', 'noon'], 2, 'with its zone'],
    [['alert', 'snooze', '1', '--off', '--duration', '1h'], 2, 'it has no time'],
    [['alert', 'snooze', '1', '--off'], 5, 'it is not snoozed'],
    [['silence', 'add', 'host=a', '--comment', 'x'], 2, 'say how long'],
    [['silence', 'add', 'host=a', '--duration', '1h', '--comment', ' '], 2, 'is empty'],
    [['silence', 'add', 'host=~".*"', '--duration', '1h', '--comment', 'x'], 2, 'must not match the empty string'],
    [['silence', 'view', 'x'], 2, 'names no silence'],
    [['silence', 'expire', '0198c1de-7b1a-7c3e-9d55-0a1b2c3d4e5f'], 5, 'nothing with this silence'],
  ] as const) {
    const outcome = await cli(args)
    expect({ args, code: outcome.code, stdout: outcome.stdout }).toEqual({ args, code, stdout: '' })
    expect(outcome.stderr).toContain(said)
  }
  const stranger = { cwd: folder, env: { HOME: join(folder, 'nobody'), XDG_CONFIG_HOME: join(folder, 'nobody') } }
  expect(await opsbook(['alert', 'list', '--server', url], stranger)).toMatchObject({ code: 4, stdout: '' })
  expect(await opsbook(['alert', 'list', '--server', 'http://127.0.0.1:1'], stranger)).toMatchObject({ code: 9 })
})
