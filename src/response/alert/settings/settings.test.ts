import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { compileAlerting } from './compile-alerting.ts'
import { importAlertmanager } from './import-alertmanager.ts'
import { renderAlertmanager } from './render-alertmanager.ts'

const problemsOf = (text: string) => {
  const read = importAlertmanager(text)
  return read.ok ? [] : read.problems
}
const withRoute = (route: string, more = '') =>
  `route: { receiver: a, ${route} }\nreceivers: [{ name: a }, { name: b }]\n${more}`
const night =
  "time_intervals: [{ name: night, time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }] }]"

test('the smallest one', () => expect(problemsOf('route: { receiver: a }\nreceivers: [{ name: a }]')).toEqual([]))

// What amtool 0.25.0 check-config refuses as well, except where a line says otherwise.
test.each([
  ['- a', 'not a configuration of Alertmanager'],
  ['', 'not a configuration of Alertmanager'],
  ['route: [', 'not valid YAML'],
  ['receivers: []', 'route: '],
  ['route: {}\nreceivers: []', 'route.receiver: the root names a receiver'],
  ['route: { receiver: x }\nreceivers: []', 'route.receiver: there is no receiver "x"'],
  [
    'route: { receiver: a }\nreceivers: [{ name: a }, { name: a }]',
    'receivers.1.name: there is already a receiver "a"',
  ],
  [withRoute('matchers: [a=b]'), 'route.matchers: the root takes every alert'],
  [withRoute('continue: true'), 'route.continue: nothing comes behind the root'],
  [withRoute('mute_time_intervals: [night]', night), 'route.mute_time_intervals: the root is never silent'],
  [withRoute('active_time_intervals: [night]', night), 'route.active_time_intervals: the root is never silent'],
  [withRoute('group_by: [a, a]'), 'route.group_by: names a label twice'],
  [withRoute("group_by: ['...', a]"), 'route.group_by: "..." is all labels'],
  [withRoute('group_interval: 0s'), 'route.group_interval: cannot be zero'],
  [withRoute('repeat_interval: 0s'), 'route.repeat_interval: cannot be zero'],
  [withRoute('group_wait: soon'), 'route.group_wait: a time is written like'],
  [withRoute('grup_wait: 1s'), 'route: Unrecognized key: "grup_wait"'],
  [withRoute('routes: [{ receiver: c }]'), 'route.routes.0.receiver: there is no receiver "c"'],
  [
    withRoute('routes: [{ routes: [{ mute_time_intervals: [day] }] }]'),
    'route.routes.0.routes.0.mute_time_intervals: there is no time interval "day"',
  ],
  [withRoute('routes: [{ matchers: [\'a=~"("\'] }]'), 'route.routes.0.matchers.0: not a pattern'],
  [withRoute('routes: [{ matchers: [a] }]'), 'route.routes.0.matchers.0: "a" is no condition on labels'],
  [withRoute("routes: [{ match_re: { a: '(' } }]"), 'route.routes.0.match_re.a: not a pattern'],
  [
    withRoute('', "inhibit_rules: [{ source_match_re: { a: '(' } }]"),
    'inhibit_rules.0.source_match_re.a: not a pattern',
  ],
  [
    withRoute('', 'time_intervals: [{ name: x, time_intervals: [{ weekdays: [mon] }] }]'),
    'time_intervals.0.time_intervals.0.weekdays.0',
  ],
  [
    withRoute(
      '',
      "time_intervals: [{ name: x, time_intervals: [{ times: [{ start_time: '10:00', end_time: '09:00' }] }] }]",
    ),
    'the end comes after the start',
  ],
  [
    withRoute('', 'time_intervals: [{ name: x, time_intervals: [{ location: Mars/Olympus }] }]'),
    'there is no such time zone',
  ],
  [
    withRoute('', `${night}\nmute_time_intervals: [{ name: night, time_intervals: [] }]`),
    'there is already an interval "night"',
  ],
  ['route: { receiver: a }\nreceivers: [{ name: a, slack: [] }]', 'receivers.0: Unrecognized key: "slack"'],
  [
    'route: { receiver: a }\nreceivers: [{ name: a, webhook_configs: [{}] }]',
    'receivers.0.webhook_configs.0: takes one of url and url_file',
  ],
  [
    'route: { receiver: a }\nreceivers: [{ name: a, webhook_configs: [{ url: "ftp://x" }] }]',
    'an address begins with http',
  ],
])('refuses %s', (text, expected) => expect(problemsOf(text).join('\n')).toContain(expected))

test('all problems at once', () =>
  expect(problemsOf('route: { receiver: x, group_interval: 0s, group_by: [a, a] }\nreceivers: []')).toHaveLength(3))

const FULL = `
global:
  resolve_timeout: 10m
  smtp_smarthost: mail:25
templates: ['/etc/*.tmpl']
tracing: { endpoint: x }
route:
  receiver: team
  routes:
    - matchers: ['on="yes"', 'at=~"1:30|x"']
      receiver: chat
      mute_time_intervals: [summer]
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_match: { severity: warning }
    equal: [cluster]
receivers:
  - name: team
    webhook_configs:
      - url: https://user:pass@hooks.example:8443/T0/s3cret?key=k3y
        max_alerts: 5
        http_config: { authorization: { credentials: t0ken }, proxy_url: http://proxy }
      - url_file: /run/secrets/hook
        send_resolved: false
  - name: chat
    slack_configs: [{ channel: '#ops', api_url: https://slack.example/s3cret }]
    email_configs: []
mute_time_intervals:
  - name: summer
    time_intervals: [{ months: ['june:8'], years: [2026], days_of_month: [1, '-1'] }]
`
const full = importAlertmanager(FULL)
if (!full.ok) throw new Error(full.problems.join('\n'))

test('what has no effect is listed', () =>
  expect(full.unused.map(({ place }) => place)).toEqual([
    'tracing',
    'global.smtp_smarthost',
    'templates',
    'receivers.team.webhook_configs.0.http_config.proxy_url',
    'receivers.chat.slack_configs',
  ]))

test('what has an effect is ready to decide with', () => {
  const { receivers, inhibitRules, timeIntervals, resolveTimeoutMs } = compileAlerting(full.settings)
  expect(resolveTimeoutMs).toBe(600_000)
  expect(receivers.get('team')!.deliveries).toMatchObject([
    {
      id: 'webhook/0',
      sendResolved: true,
      maxAlerts: 5,
      target: { authorization: { type: 'Bearer', credentials: 't0ken' } },
    },
    { id: 'webhook/1', sendResolved: false, maxAlerts: 0, target: { urlFile: '/run/secrets/hook' } },
  ])
  expect(receivers.get('chat')).toEqual({ name: 'chat', deliveries: [], unknownKinds: ['slack'] })
  expect(inhibitRules).toMatchObject([
    { source: [{ name: 'severity', operator: '=' }], target: [{ value: 'warning' }], equal: ['cluster'] },
  ])
  expect(timeIntervals.get('summer')!.times).toEqual([
    {
      months: [{ from: 6, to: 8 }],
      years: [{ from: 2026, to: 2026 }],
      daysOfMonth: [
        { from: 1, to: 1 },
        { from: -1, to: -1 },
      ],
    },
  ])
})

test('what is shown holds no secret and reads back', () => {
  const text = renderAlertmanager(full.settings)
  for (const secret of ['s3cret', 'k3y', 't0ken', 'pass', 'user', '/run/secrets']) expect(text).not.toContain(secret)
  expect(text).toContain('https://hooks.example:8443/<secret>')
  expect(parse(text)).toMatchObject({ route: { routes: [{ matchers: ['on="yes"', 'at=~"1:30|x"'] }] } })
  expect(problemsOf(text)).toEqual([])
})
