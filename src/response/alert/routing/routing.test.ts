import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabelSet } from '../../../kit/label-set.ts'
import { explainRouting } from '../explain-routing.ts'
import { compileAlerting } from '../settings/compile-alerting.ts'
import { importAlertmanager } from '../settings/import-alertmanager.ts'
import { renderAlertmanager } from '../settings/render-alertmanager.ts'
import { groupKey, groupLabels, labelsText } from './group-key.ts'
import { matchRoutes } from './match-routes.ts'
import { mutedBy } from './muted-by.ts'
import { allNodes } from './route-node.ts'

const TREE = `
route:
  receiver: everybody
  group_by: [alertname]
  group_wait: 10s
  routes:
    - receiver: database
      matchers: ['service=~"mysql|postgres"']
      group_by: [cluster, alertname]
      repeat_interval: 1h
      routes:
        - matchers: ['severity="critical"', 'env!="test"']
          receiver: database-pager
          group_wait: 0s
          continue: true
        - matchers: ['severity="critical"']
          receiver: database-chat
          mute_time_intervals: [weekend]
        - match: { owner: "" }
          match_re: { host: "db.*" }
          receiver: nobody
    - matchers: [team="web"]
      continue: true
      receiver: web
      group_by: ['...']
      active_time_intervals: [weekend, nights]
    - matchers: [team="web", severity!~"info|debug"]
      receiver: web-pager
    - matchers: [team="web", severity!~"info|debug"]
      receiver: never-reached
receivers:
  - name: everybody
  - name: database
  - name: database-pager
    webhook_configs: [{ url: "https://pager.example/hook/s3cret?token=abc", http_config: { basic_auth: { username: u, password: p } } }]
  - name: database-chat
  - name: nobody
  - name: web
  - name: web-pager
  - name: never-reached
time_intervals:
  - name: weekend
    time_intervals: [{ weekdays: ['saturday', 'sunday'], location: Europe/Berlin }]
  - name: nights
    time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }, { start_time: '00:00', end_time: '06:00' }] }]
`
const imported = importAlertmanager(TREE)
if (!imported.ok) throw new Error(imported.problems.join('\n'))
const alerting = compileAlerting(imported.settings)

const CASES: readonly (readonly [LabelSet, readonly string[]])[] = [
  [{}, ['everybody']],
  [{ alertname: 'X' }, ['everybody']],
  [{ service: 'mysql' }, ['database']],
  [{ service: 'mysql2' }, ['everybody']],
  [{ service: 'postgres', severity: 'critical' }, ['database-pager', 'database-chat']],
  [{ service: 'postgres', severity: 'critical', env: 'test' }, ['database-chat']],
  [{ service: 'postgres', host: 'db-1' }, ['nobody']],
  [{ service: 'postgres', host: 'db-1', owner: 'ana' }, ['database']],
  [{ service: 'postgres', host: 'xdb-1' }, ['database']],
  [{ team: 'web' }, ['web', 'web-pager']],
  [{ team: 'web', severity: 'info' }, ['web']],
  [{ team: 'web', service: 'mysql' }, ['database']],
]

// Alertmanager's documentation of `route`: depth first, the first match ends the search unless it continues.
test.each(CASES)('%o', (labels, expected) =>
  expect(matchRoutes(alerting.root, labels).map(({ receiver }) => receiver)).toEqual(expected),
)
test.each(CASES)('the explanation of %o agrees', (labels, expected) => {
  const { groups } = explainRouting({ labels, alerting, silences: [], firing: [], now: new Date(0) })
  expect(groups.map(({ receiver }) => receiver)).toEqual(expected)
})

test('options are inherited, silent times are not', () => {
  const [root, database, pager, chat] = allNodes(alerting.root)
  expect(root).toMatchObject({
    groupBy: ['alertname'],
    timing: { groupWaitMs: 10_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 },
  })
  expect(database).toMatchObject({
    groupBy: ['cluster', 'alertname'],
    timing: { groupWaitMs: 10_000, repeatIntervalMs: 3_600_000 },
  })
  expect(pager).toMatchObject({
    groupBy: ['cluster', 'alertname'],
    timing: { groupWaitMs: 0, repeatIntervalMs: 3_600_000 },
    muteTimeIntervals: [],
  })
  expect(chat).toMatchObject({ receiver: 'database-chat', muteTimeIntervals: ['weekend'], path: [0, 1] })
})

// Group keys observed in the webhooks of Alertmanager 0.25.0 for routes written this way.
test('group keys are Alertmanager’s to the letter', () => {
  const text = `
route:
  receiver: a
  group_by: [alertname]
  routes:
    - match_re: { svc: "x.*" }
      match: { b: "2" }
      group_by: ['...']
    - matchers: ['a="b\\"q\\\\z"', 'svc!~"y"']
      group_by: [nope]
receivers: [{ name: a }]
`
  const read = importAlertmanager(text)
  const root = compileAlerting(read.ok ? read.settings : imported.settings).root
  const key = (labels: LabelSet) => {
    const [node] = matchRoutes(root, labels)
    return groupKey(node!.key, groupLabels(node!, labels))
  }
  expect(key({ alertname: 'C' })).toBe('{}:{alertname="C"}')
  expect(key({ alertname: 'B', a: 'b"q\\z' })).toBe('{}/{a="b\\"q\\\\z",svc!~"y"}:{}')
  expect(key({ svc: 'xx', b: '2', alertname: 'A', q: 'a"b\n' })).toBe(
    '{}/{b="2",svc=~"^(?:x.*)$"}:{alertname="A", b="2", q="a\\"b\\n", svc="xx"}',
  )
})
test.each([
  ['tab\there', '"tab\\there"'],
  ['bell\x07\x7f\x01', '"bell\\a\\x7f\\x01"'],
  ['nb\u00a0sp', '"nb\\u00a0sp"'],
  ['\u200bzero', '"\\u200bzero"'],
  ['\u2028', '"\\u2028"'],
  ['\ue000', '"\\ue000"'],
  ['ü \u{1f525} a\u0301', '"ü \u{1f525} a\u0301"'],
])('values are quoted as Go does: %j', (value, expected) =>
  expect(labelsText({ alertname: value })).toBe(`{alertname=${expected}}`),
)
test('names outside the classic ones are quoted', () =>
  expect(labelsText({ 'service.name': 'x', b: 'y' })).toBe('{b="y", "service.name"="x"}'))

test('two routes with the same matchers have the same key and different names', () => {
  const [last, before] = allNodes(alerting.root).toReversed()
  expect(last!.key).toBe('{}/{severity!~"info|debug",team="web"}')
  expect([before!.id, last!.id]).toEqual([last!.key, `${last!.key}#1`])
})

test.each([
  ['2024-03-02T12:00Z', 1, ['weekend']],
  ['2024-03-01T12:00Z', 1, []],
  ['2024-03-01T12:00Z', 3, ['weekend', 'nights']],
  ['2024-03-02T12:00Z', 3, []],
  ['2024-03-01T23:00Z', 3, []],
  ['2024-03-01T12:00Z', 0, []],
] as const)('at %s route %d is silent by %o', (instant, index, expected) => {
  const nodes = allNodes(alerting.root).filter(
    (node) => node.muteTimeIntervals.length + node.activeTimeIntervals.length > 0 || node.path.length === 0,
  )
  const node = index === 0 ? nodes[0]! : index === 1 ? nodes[1]! : nodes[2]!
  expect(mutedBy(node, alerting.timeIntervals, new Date(instant))).toEqual(expected)
})

const amtool = spawnSync('amtool', ['--version'], { encoding: 'utf8' })
describe.skipIf(amtool.error !== undefined)(
  'amtool of prometheus-alertmanager agrees (skipped where it is not installed)',
  () => {
    const withConfig = (args: (file: string) => string[]) => {
      const folder = mkdtempSync(join(tmpdir(), 'opsbook-amtool-'))
      try {
        writeFileSync(join(folder, 'shown.yml'), renderAlertmanager(imported.ok ? imported.settings : ({} as never)))
        return spawnSync('amtool', args(join(folder, 'shown.yml')), {
          encoding: 'utf8',
          env: { ...process.env, HOME: folder },
        })
      } finally {
        rmSync(folder, { recursive: true })
      }
    }
    test('that what we show is a configuration', () => {
      const said = withConfig((file) => ['check-config', file])
      expect(said.stdout + said.stderr).toContain('SUCCESS')
      expect(said.status).toBe(0)
    })
    test.each(CASES.filter(([labels]) => Object.keys(labels).length > 0))('where %o goes', (labels, expected) => {
      const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
      const said = withConfig((file) => ['config', 'routes', 'test', `--config.file=${file}`, ...words])
      expect(said.stdout.trim()).toBe(expected.join(','))
    })
  },
)
