import { expect, test } from 'vitest'
import { bookOf } from '../../../../test/repository-of.ts'
import { buildIndex } from '../../../runbook/book/search.ts'
import type { AlertSubject } from './alert-subject.ts'
import { suggest } from './suggest.ts'

const SHOP = `---
service: shop
params:
  pod:
    from: alert.labels.pod
---

# Shop

## Restart the checkout

**When**: Checkout is slow or hangs
**Alert**: \`CheckoutSlow\`

\`\`\`bash
# 1. Restart it
kubectl -n <namespace> delete pod <pod>
# 2. Look at the token
curl -H "x: $API_TOKEN" <service-name>/health
\`\`\`

## Drain the queue

**When**: Queue grows

\`\`\`bash
queue drain <queue_name>
\`\`\`

## Troubleshooting

| Symptom | Cause | Action |
|---|---|---|
| Basket stays empty after login | Session store lost | Drain the queue |
`
const INDEX = `# Index

| Alert | Runbook | Severity |
|---|---|---|
| \`QueueGrows\` | [Drain](shop.md#drain-the-queue) | P2 |
`
const MATCHED = `---
alerts:
  - match: { service: mail, severity: critical }
---

# Mail

## Restart mail

\`\`\`bash
systemctl restart mail
\`\`\`
`
const RULES = `groups:
  - name: a
    rules:
      - alert: DiskFull
        expr: x > 1
        annotations:
          runbook_url: https://git.example-forge.io/ops/book/blob/main/docs/disk.md#clean-up
      - alert: Elsewhere
        expr: x > 1
        annotations:
          runbook_url: docs/disk.md#gone-clean
`
const DISK = '# DiskFull\n\n## Clean up\n\n```bash\ndf -h\n```\n\n## Add a disk\n\n```bash\nlsblk\n```\n'
const book = bookOf({ 'docs/shop.md': SHOP, 'docs/index.md': INDEX, 'docs/mail.md': MATCHED, 'docs/disk.md': DISK }, [
  { file: 'alerts.yml', text: RULES.replace('git.example-forge.io', 'gitlab.com') },
])
const searched = { book, index: buildIndex(book) }
const alert = (
  labels: Record<string, string>,
  annotations: Record<string, string> = {},
  summary = '',
): AlertSubject => ({
  ...{ labels, annotations, summary },
})
const best = (subject: AlertSubject) => {
  const [first] = suggest(searched, subject)
  return first && `${first.procedure ?? first.title}:${first.line} ${first.rank}: ${first.reasons[0]}`
}

test.each<[string, AlertSubject, RegExp]>([
  [
    'a path with an anchor',
    alert({}, { runbook_url: 'docs/shop.md#drain-the-queue' }),
    /^drain-the-queue:\d+ 100: the alert's runbook_url leads to this heading/,
  ],
  [
    'an address of a forge',
    alert({}, { runbook_url: 'https://github.com/o/ops/blob/main/docs/disk.md#add-a-disk' }),
    /^add-a-disk:9 100/,
  ],
  [
    'an anchor that is gone',
    alert({}, { runbook_url: 'docs/disk.md#cleaning-up' }),
    /^diskfull:3 9\d: .* that is gone/,
  ],
  [
    'the rule of the same name',
    alert({ alertname: 'DiskFull' }),
    /^diskfull:3 \d+: the rule DiskFull in alerts.yml:4 leads to this heading/,
  ],
  [
    "Grafana's name for a rule without data",
    alert({ alertname: 'DatasourceNoData', rulename: 'DiskFull' }),
    /^diskfull:3 .*rule DiskFull/,
  ],
  [
    'a procedure that names it',
    alert({ alertname: 'CheckoutSlow' }),
    /^restart-the-checkout:\d+ \d+: the procedure names the alert CheckoutSlow/,
  ],
  [
    'a table that sends it there',
    alert({ alertname: 'QueueGrows' }),
    /^drain-the-queue:\d+ 8\d: a table of docs\/index.md:5 sends the alert/,
  ],
  [
    'labels a page asks for',
    alert({ alertname: 'X', service: 'mail', severity: 'critical' }),
    /^restart-mail:\d+ \d+: the page asks for alerts with service=mail/,
  ],
  [
    'the words of a symptom',
    alert({ alertname: 'Basket' }, {}, 'basket empty after login'),
    /the words .*basket.* are those of the symptom "Basket stays empty/,
  ],
])('%s', (_, subject, expected) => expect(best(subject)).toMatch(expected))

test('an alert the book knows nothing of gets nothing, and one word in common is chance', () => {
  expect(suggest(searched, alert({ alertname: 'LunarEclipse' }, {}, 'moon is dark'))).toEqual([])
  expect(suggest(searched, alert({}, {}, 'queue'))).toEqual([])
  expect(suggest(searched, alert({}, { runbook_url: 'https://wiki.elsewhere.io/runbooks/disk' }))).toEqual([])
})

test('labels of the wrong value ask for nothing', () => {
  expect(best(alert({ alertname: 'X', service: 'mail', severity: 'warning' }))).toBeUndefined()
})

test('several reasons for one place are one suggestion, likelier than each', () => {
  const found = suggest(searched, alert({ alertname: 'CheckoutSlow', service: 'shop' }, {}, 'checkout is slow'))
  expect(found[0]).toMatchObject({ procedure: 'restart-the-checkout' })
  expect(found[0]!.rank).toBeGreaterThan(88)
  expect(found[0]!.reasons.length).toBeGreaterThan(1)
  expect(found.filter(({ procedure }) => procedure === 'restart-the-checkout')).toHaveLength(1)
})

test('labels fill parameters: sure where the author or the name says so, never secrets', () => {
  const [first] = suggest(
    searched,
    alert({ alertname: 'CheckoutSlow', namespace: 'prod', pod: 'web-1', service: 'shop', api_token: 'x', queue: 'q' }),
  )
  expect(first!.bindings).toEqual([
    { parameter: 'namespace', label: 'namespace', value: 'prod', sure: true },
    { parameter: 'pod', label: 'pod', value: 'web-1', sure: true },
    { parameter: 'service_name', label: 'service', value: 'shop', sure: false },
  ])
  expect(first!.open).toEqual(['api_token'])
  const [drain] = suggest(searched, alert({ queue: 'mail' }, { runbook: 'docs/shop.md#drain-the-queue' }))
  expect(drain!.bindings).toEqual([{ parameter: 'queue_name', label: 'queue', value: 'mail', sure: false }])
})

test('names of labels that every object has mean nothing', () => {
  const [first] = suggest(searched, alert(JSON.parse('{"alertname":"CheckoutSlow","__proto__":"x","constructor":"y"}')))
  expect(first!.bindings).toEqual([])
})
