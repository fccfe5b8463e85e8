import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadBook } from '../../../runbook/book/actions.ts'
import { buildIndex } from '../../../runbook/book/search.ts'
import { readRoles } from '../read-roles.ts'
import { readTemplates } from '../read-templates.ts'
import { readWorkflows } from '../read-workflow.ts'
import { readSeverityPolicy } from '../severity-policy.ts'
import { suggest } from './suggest.ts'

const CORPUS = '../shared/corpus'
const here = existsSync(CORPUS)

const books = new Map<string, ReturnType<typeof open>>()
async function open(name: string) {
  const loaded = await loadBook([name], { cwd: CORPUS })
  if (!loaded.ok) throw new Error(loaded.refusal.code)
  return { book: loaded.value, index: buildIndex(loaded.value) }
}
const bookOf = (name: string) => {
  const known = books.get(name) ?? open(name)
  books.set(name, known)
  return known
}
type Case = [
  book: string,
  labels: Record<string, string>,
  annotations: Record<string, string>,
  expected: string,
  reason: RegExp,
]

// Alerts as their senders would word them; the pages are those of real teams.
const CASES: Case[] = [
  [
    'oneiric/docs/runbooks',
    { alertname: 'OneiricResolutionFailureRateHigh' },
    {},
    'docs/runbooks/INCIDENT_RESPONSE.md runbook-1-resolution-failures',
    /procedure names the alert/,
  ],
  [
    'oneiric/docs/runbooks',
    { alertname: 'OneiricRemoteSyncConsecutiveFailures' },
    {},
    'docs/runbooks/INCIDENT_RESPONSE.md runbook-3-remote-sync-failures',
    /a table of/,
  ],
  [
    'beamline-otp-router',
    { alertname: 'RouterTls' },
    { summary: 'TLS handshake errors' },
    'docs/RUNBOOK.md tls-handshake-errors',
    /the words/,
  ],
  [
    'beamline-otp-router',
    { alertname: 'RouterBackpressureActive' },
    {},
    'docs/operations/RECOVERY_RUNBOOK.md',
    /the rule RouterBackpressureActive in prometheus/,
  ],
  [
    'llm-config-manager',
    { alertname: 'ServiceDown', severity: 'critical' },
    { summary: 'LLM Config Manager is down' },
    'docs/operations/monitoring.md servicedown-alert',
    /heading is the alert/,
  ],
  [
    'llm-config-manager',
    { alertname: 'Disk' },
    { summary: 'no space left on device, storage full' },
    'docs/operations/runbooks/common-issues.md 3-storage-full',
    /the words/,
  ],
  [
    'openshift__runbooks',
    { alertname: 'etcdDatabaseQuotaLowSpace' },
    {
      runbook_url:
        'https://github.com/openshift/runbooks/blob/master/alerts/cluster-etcd-operator/etcdDatabaseQuotaLowSpace.md',
    },
    'alerts/cluster-etcd-operator/etcdDatabaseQuotaLowSpace.md',
    /runbook_url leads to this page/,
  ],
  [
    'openshift__runbooks',
    { alertname: 'KubeNodeNotReady', node: 'worker-1' },
    {},
    'alerts/cluster-monitoring-operator/KubeNodeNotReady.md kubenodenotready',
    /page is about the alert/,
  ],
  [
    'prometheus-operator__runbooks',
    { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'web-1' },
    { runbook_url: 'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping' },
    'content/runbooks/kubernetes/KubePodCrashLooping.md',
    /runbook_url leads to this page/,
  ],
]

describe.skipIf(!here)('on the pages of real teams (skipped where they are not beside the repository)', () => {
  test.each(CASES)('%s: %j', { timeout: 120_000 }, async (name, labels, annotations, expected, reason) => {
    const found = suggest(await bookOf(name), { labels, annotations, summary: '' })
    expect(found[0] && `${found[0].file} ${found[0].procedure ?? ''}`).toContain(expected)
    expect(found[0]!.reasons.join(' | ')).toMatch(reason)
    for (const { rank, reasons } of found) expect(rank > 0 && rank <= 100 && reasons.length > 0).toBe(true)
  })

  test('a label of the alert fills the parameter of the page', { timeout: 120_000 }, async () => {
    const labels = { alertname: 'KubeNodeNotReady', node: 'worker-1' }
    const [first] = suggest(await bookOf('openshift__runbooks'), { labels, annotations: {}, summary: '' })
    expect(first!.bindings).toEqual([{ parameter: 'node', label: 'node', value: 'worker-1', sure: true }])
  })

  test('one book says all that an incident needs', { timeout: 120_000 }, async () => {
    const { repositories } = (await bookOf('llm-config-manager')).book
    const { levels, startsAtOne } = readSeverityPolicy(repositories)
    expect([
      startsAtOne,
      levels.P0.ackSeconds,
      levels.P0.updateSeconds,
      levels.P1.ackSeconds,
      levels.P3.ackSeconds,
    ]).toEqual([true, 300, 3600, 900, undefined])
    expect(readTemplates(repositories).map(({ moment, audience }) => `${moment} ${audience}`)).toEqual([
      'update public',
      'update internal',
      'first public',
      'update public',
      'resolved public',
    ])
    expect(readWorkflows(repositories)[0]!.steps.map(({ text }) => text)).toEqual([
      expect.stringContaining('Detection'),
      expect.stringContaining('Response'),
      expect.stringContaining('Recovery'),
      expect.stringContaining('Post'),
    ])
    expect(readRoles(repositories).map(({ id }) => id)).toContain('operations')
  })

  test('the flowchart of another one is its workflow', { timeout: 120_000 }, async () => {
    const workflows = readWorkflows((await bookOf('oneiric/docs/runbooks')).book.repositories)
    expect(
      workflows
        .map(({ file, steps }) => `${file} ${steps.length}`)
        .slice(0, 2)
        .sort(),
    ).toEqual(['docs/runbooks/INCIDENT_RESPONSE.md 14', 'docs/runbooks/README.md 13'])
  })
})
