import { expect, test } from 'vitest'
import { compileAlerting } from '../../alert/settings/compile-alerting.ts'
import { importAlertmanager } from '../../alert/settings/import-alertmanager.ts'
import { compileRules } from '../settings/compile-rules.ts'
import { incidentsSchema } from '../settings/incidents-schema.ts'
import { DEFAULT_POLICY } from '../severity-policy.ts'
import { type AlertRulebook, judgeRouteTest } from './judge-route-test.ts'
import { routeTestSchema } from './route-test-schema.ts'

const read = importAlertmanager(`
route:
  receiver: everybody
  group_by: [alertname]
  routes:
    - { matchers: ['team="db"'], receiver: database, group_by: [cluster, alertname], continue: true }
    - { matchers: ['team="db"', 'severity="critical"'], receiver: pager, group_by: ['...'] }
    - { matchers: ['team="shop"'], receiver: chat, active_time_intervals: [office] }
receivers: [{ name: everybody }, { name: database }, { name: pager }, { name: chat }]
inhibit_rules: [{ source_matchers: ['alertname="Down"'], target_matchers: ['alertname!="Down"'], equal: [host] }]
time_intervals: [{ name: office, time_intervals: [{ times: [{ start_time: '09:00', end_time: '17:00' }] }] }]
`)
if (!read.ok) throw new Error(read.problems.join('\n'))
const rulebook: AlertRulebook = {
  alerting: compileAlerting(read.settings),
  rules: compileRules(incidentsSchema.parse({ rules: [{ name: 'dev', matchers: ['env="dev"'], severity: 'none' }] }))
    .rules,
  policy: DEFAULT_POLICY,
  severityOf: ({ severity }) => (severity === 'critical' ? 'critical' : 'error'),
}
const DB = { team: 'db' }
const SHOP = { team: 'shop' }
const NIGHT = '2030-01-01T03:00:00Z'
const NOON = '2030-01-01T13:00:00+01:00'

/** `what: to be x, is y`, one a failure. */
const check = (written: object, ...expected: string[]) => {
  const { failures, passed } = judgeRouteTest(routeTestSchema.parse(written), rulebook)
  expect(failures.map(({ what, expected, actual }) => `${what}: ${expected}, is ${actual}`)).toEqual(expected)
  expect(passed).toBe(expected.length === 0)
}

test.each<[string, object, ...string[]]>([
  ['whoever the root has', { labels: {}, receivers: ['everybody'] }],
  ['one receiver', { labels: DB, receivers: ['database'] }],
  ['several, in any order', { labels: { ...DB, severity: 'critical' }, receivers: ['pager', 'database'] }],
  [
    'one is missing',
    { labels: { ...DB, severity: 'critical' }, receivers: ['pager'] },
    'receivers: pager, is database, pager',
  ],
  ['one too many', { labels: DB, receivers: ['database', 'pager'] }, 'receivers: database, pager, is database'],
  ['nobody, and somebody is', { labels: DB, receivers: [] }, 'receivers: nobody, is database'],
  ['grouped, in any order', { labels: DB, group_by: ['alertname', 'cluster'] }],
  ['grouped otherwise', { labels: DB, group_by: ['alertname'] }, 'group_by: alertname, is alertname, cluster'],
  [
    'each of several routes groups',
    { labels: { ...DB, severity: 'critical' }, group_by: ['...'] },
    'group_by: ..., is alertname, cluster',
  ],
  ['grouped by nothing', { labels: {}, group_by: [] }, 'group_by: nothing, is alertname'],
  ['muted outside of its time', { labels: SHOP, time: NIGHT, muted: true, receivers: ['chat'] }],
  ['heard within it', { labels: SHOP, time: NOON, muted: false }],
  ['without a time nothing is muted', { labels: SHOP, muted: false, incident: 'P2' }],
  ['heard at night', { labels: SHOP, time: NIGHT, muted: false }, 'muted: nobody, is chat'],
  ['muted, by name', { labels: SHOP, time: NIGHT, muted: ['chat'] }],
  ['muted, by another name', { labels: SHOP, time: NIGHT, muted: ['pager'] }, 'muted: pager, is chat'],
  ['muted at noon', { labels: SHOP, time: NOON, muted: true }, 'muted: everybody, is nobody'],
  [
    'inhibited',
    { labels: { ...DB, host: 'a' }, firing: [{ alertname: 'Down', host: 'a' }], muted: true, incident: 'none' },
  ],
  [
    'not inhibited by another host',
    { labels: { ...DB, host: 'a' }, firing: [{ alertname: 'Down', host: 'b' }], muted: false },
  ],
  ['an incident', { labels: { severity: 'critical' }, incident: 'P1' }],
  ['as bad as its label says', { labels: { severity: 'P0' }, incident: 'P0' }],
  ['no incident by a rule', { labels: { env: 'dev', severity: 'critical' }, incident: 'none' }],
  ['another incident', { labels: {}, incident: 'P0' }, 'incident: P0, is P2 (its sender says it is error)'],
  [
    'no incident of what is quiet',
    { labels: SHOP, time: NIGHT, incident: 'P2' },
    'incident: P2, is none (nobody is told of it then)',
  ],
  [
    'all that is wrong at once',
    { labels: DB, receivers: ['chat'], group_by: ['x'], incident: 'P3' },
    'receivers: chat, is database',
    'group_by: x, is alertname, cluster',
    'incident: P3, is P2 (its sender says it is error)',
  ],
])('%s', (_, written, ...expected) => check(written, ...expected))

test.each<[string, object]>([
  ['nothing is expected', { labels: {} }],
  ['nothing can mute it', { labels: {}, muted: true }],
  ['a time without its zone', { labels: {}, receivers: [], time: '2030-01-01T03:00:00' }],
  ['a key nobody knows', { labels: {}, receiver: 'x' }],
  ['a severity nobody has', { labels: {}, incident: 'P9' }],
])('refused: %s', (_, written) => expect(routeTestSchema.safeParse(written).success).toBe(false))

test('it is called by its name, else by its labels', () => {
  const nameOf = (written: object) => judgeRouteTest(routeTestSchema.parse(written), rulebook).name
  expect(nameOf({ labels: DB, receivers: [] })).toBe('{team="db"}')
  expect(nameOf({ name: 'the database', labels: DB, receivers: [] })).toBe('the database')
})
