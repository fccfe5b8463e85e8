/**
 * What no link checker sees: alerts against pages, pages against each other, figures against their sum. Every test is a
 * row of the acceptance table; the pages are input data, not part of the project.
 */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/kit/diagnostic.ts'
import { loadBook } from '../../src/runbook/book/actions.ts'
import type { Book } from '../../src/runbook/book/book.ts'
import { lintBook } from '../../src/runbook/book/lint/lint-book.ts'

const CORPUS = '../shared/corpus'
const SEEDS = '../shared/seeds'
const present = existsSync(CORPUS) && existsSync(SEEDS)
if (!present) console.warn(`cross-checks: ${CORPUS} or ${SEEDS} is absent, so the rows of the acceptance table are not checked`)

const NOW = new Date('2026-03-02T00:00:00Z')
const books = new Map<string, Promise<Diagnostic[]>>()

async function read(paths: readonly string[]): Promise<Book> {
  const loaded = await loadBook(paths, { cwd: process.cwd() })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.refusal))
  return loaded.value
}

function lint(book: Book): Diagnostic[] {
  const settings = {
    now: NOW,
    rules: {},
    overrides: [],
    profile: 'default' as const,
    rule: { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
  }
  return lintBook(book, settings).flatMap(({ findings }) => findings)
}

/** Findings of a repository of the corpus, each repository read once. */
function corpus(name: string): Promise<Diagnostic[]> {
  const known = books.get(name) ?? read([`${CORPUS}/${name}`]).then(lint)
  books.set(name, known)
  return known
}

const ROUTER = 'beamline-otp-router'
const LLM = 'llm-config-manager'
const ONEIRIC = 'oneiric'

interface Place {
  repository: string
  file: string
  rule: string
}

async function found({ repository, file, rule }: Place): Promise<Diagnostic[]> {
  return (await corpus(repository)).filter((finding) => finding.file === file && finding.rule === rule)
}

/** Every expected line is reported with all of the words; nothing is said of other lines when `only` is set. */
async function check(place: Place, expected: Readonly<Record<number, readonly string[]>>, only = false): Promise<void> {
  const findings = await found(place)
  for (const [line, words] of Object.entries(expected)) {
    const messages = findings.filter(({ span }) => span.line === Number(line)).map(({ message }) => message)
    for (const word of words) expect(messages.join('\n'), `line ${line}`).toContain(word)
  }
  if (only) expect([...new Set(findings.map(({ span }) => span.line))]).toEqual(Object.keys(expected).map(Number))
}

const messages = (findings: readonly Diagnostic[]) => findings.map(({ message }) => message)

describe.skipIf(!present)('rows of the acceptance table', () => {
  describe('row 2: the runbook of the router and the claims about it', () => {
    const runbook = { repository: ROUTER, file: 'docs/RUNBOOK.md' }

    test('b: a test suite that does not exist, and one that lies elsewhere', () =>
      check(
        { ...runbook, rule: 'RB510' },
        { 221: ['only at `apps/beamline_router/test/'], 391: ['test/router_decide_SUITE.erl` is not in the repository'] },
        true,
      ))

    test('c: calls of a module that does not exist', () =>
      check({ ...runbook, rule: 'RB511' }, { 141: ['`router_backpressure`'] }, true))

    test('i: three wrong file sizes', () =>
      check(
        { repository: ROUTER, file: '.ai/task_ops_baseline/progress.md', rule: 'RB610' },
        { 10: ['9.2 KB', '5,432 bytes'], 11: ['7.8 KB', '8,233 bytes'], 12: ['8.5 KB', '9,798 bytes'] },
        true,
      ))
  })

  test('row 4: scripts of a recovery that do not exist', () =>
    check(
      { repository: ROUTER, file: 'docs/operations/RECOVERY_RUNBOOK.md', rule: 'RB510' },
      { 85: ['scripts/router_stop.sh'], 89: ['scripts/setup_nats_streams.sh'] },
      true,
    ))

  describe('row 7: service level objectives of the router', () => {
    const page = { repository: ROUTER, file: 'docs/SLO_SPECIFICATION.md' }

    test('four baselines to be done', async () => {
      const lines = (await found({ ...page, rule: 'RB407' })).map(({ span }) => span.line)
      expect(lines).toEqual([22, 23, 24, 25])
    })

    test('burn rates that do not follow, and a gap in the policy; downtimes and exhaustion times are right', () =>
      check(
        { ...page, rule: 'RB602' },
        { 145: ['up to 10 %', 'from 50 %'], 170: ['36x, not 6x'], 171: ['12x, not 2x'] },
        true,
      ))

    test('nine of nine runbook anchors lead nowhere', async () => {
      const file = 'prometheus/router_slo_alerts.yml'
      const dangling = (await found({ repository: ROUTER, file, rule: 'RB414' })).filter(({ message }) =>
        message.includes('has no such heading'),
      )
      expect(dangling.length).toBe(9)
      expect(dangling.every(({ severity }) => severity === 'error')).toBe(true)
    })

    test('ten alerts are claimed, nine exist', () =>
      check(
        { repository: ROUTER, file: '.ai/task_slo_definition/progress.md', rule: 'RB610' },
        { 43: ['10 alerts', 'defines 9'] },
        true,
      ))
  })

  test('row 9: seven of seven runbook anchors in a page lead nowhere, and their prefix is unknown', async () => {
    const findings = await found({ repository: ROUTER, file: 'docs/EXTENSIONS_RUNBOOK.md', rule: 'RB414' })
    const dangling = messages(findings).filter((message) => message.includes('has no such heading'))
    expect(dangling.length).toBe(7)
    for (const message of dangling) expect(message).toContain('no `apps/otp/router/` either')
  })

  test('row 11: the tool of a drill does not exist, its scripts do', async () => {
    const place = { repository: ROUTER, file: 'docs/tests/R10_INCIDENT_SIMULATION.md', rule: 'RB510' }
    await check(place, { 31: ['./router_ctl'] })
    expect(messages(await found(place)).filter((message) => message.includes('scripts/r10_'))).toEqual([])
  })

  describe('row 12: the index of runbooks', () => {
    const page = { repository: ONEIRIC, file: 'docs/runbooks/README.md' }

    test('four of four response times contradict the incident page', () =>
      check(
        { ...page, rule: 'RB410' },
        {
          88: ['P0', '15 minutes here', '5 minutes in'],
          89: ['P1', '1 hour here', '15 minutes in'],
          90: ['P2', '4 hours here', '1 hour in'],
          91: ['P3', '1 day here', '4 hours in'],
        },
        true,
      ))

    test('contacts at example.com', () => check({ ...page, rule: 'RB403' }, { 153: ['pagerduty@example.com'] }))

    test('topics without content', () =>
      check(
        { ...page, rule: 'RB503' },
        {
          19: ['Communication templates'],
          28: ['Security incidents'],
          41: ['systemd'],
          42: ['Auto-restart'],
          48: ['Elasticsearch'],
          49: ['Retention policies'],
        },
      ))
  })

  describe('row 13: incident response', () => {
    const page = { repository: ONEIRIC, file: 'docs/runbooks/INCIDENT_RESPONSE.md' }

    test('severity of a row and its section, response times against the scale', () =>
      check(
        { ...page, rule: 'RB410' },
        { 46: ['is Critical here', 'P1 - High'], 48: ['10 minutes'], 1085: ['Runbook 5', '10 minutes', '5 minutes'] },
        true,
      ))

    test('escalation targets that the matrix does not have, contacts that differ from their table', () =>
      check(
        { ...page, rule: 'RB403' },
        {
          429: ['#platform-oncall', 'platform@example.com in line 1362'],
          644: ['After 1 hour', 'Provider Owner', 'Engineering Manager'],
          647: ['devops-team@example.com'],
          880: ['After 1 hour', 'Release Engineer'],
          884: ['infra@example.com'],
        },
      ))

    test('the diagram has four phases, the text five', () =>
      check({ ...page, rule: 'RB611' }, { 109: ['4 phases, the text 5', 'Verify', 'Close'] }, true))
  })

  describe('row 18: disaster recovery', () => {
    const page = { repository: LLM, file: 'docs/operations/disaster-recovery.md' }

    test('phases above the recovery time objectives', () =>
      check(
        { ...page, rule: 'RB603' },
        { 164: ['150 to 255 minutes', '4 hours for "Scenario 1', '2 hours for "Configuration Data"'] },
        true,
      ))

    test('one hour may be lost, a scenario accepts a day, the timer runs daily', () =>
      check(
        { ...page, rule: 'RB604' },
        { 57: ['Scenario 2', '1 day', 'Configuration Data'], 104: ['1 hour', 'every day', 'llm-config-backup.timer'] },
      ))

    test('overdue review and drill', () =>
      check({ ...page, rule: 'RB405' }, { 698: ['2026-02-21'], 699: ['drill', '2026-03-01'] }, true))

    test('a script that does not exist', () =>
      check({ ...page, rule: 'RB510' }, { 375: ['security/scripts/rotate-all-secrets.sh'] }))
  })

  describe('row 19: incident response', () => {
    const page = { repository: LLM, file: 'docs/operations/incident-response.md' }

    test('P1 hears news hourly or every 30 minutes', () =>
      check({ ...page, rule: 'RB410' }, { 552: ['P1', 'every 30 minutes', 'every hour'] }, true))

    test('a role with no contact', () => check({ ...page, rule: 'RB403' }, { 784: ['Communications Lead'] }))

    test('the agenda of the post-mortem fits into its hour', async () =>
      expect(await found({ ...page, rule: 'RB603' })).toEqual([]))
  })

  describe('row 20: monitoring', () => {
    const page = { repository: LLM, file: 'docs/operations/monitoring.md' }

    test('six contradictions inside the page, and a metric without an alert', async () => {
      const inside = (await found({ ...page, rule: 'RB601' })).filter(({ message }) => message.includes('is to alert if'))
      expect(inside.filter(({ message }) => message.includes('says')).map(({ span }) => span.line)).toEqual([
        68, 83, 101, 117, 130, 143,
      ])
      const silent = inside.filter(({ message }) => message.includes('none of the 14 alerts'))
      expect(messages(silent).join()).toContain('Request Success Rate')
      expect(silent.length).toBe(1)
    })

    test('five alerts that differ from their rule', async () => {
      const differing = (await found({ ...page, rule: 'RB601' })).filter(({ message }) => message.includes('differs from its rule'))
      const names = messages(differing).map((message) => /`(\w+)`/.exec(message)![1])
      expect(names).toEqual(['HighErrorRate', 'StorageFailure', 'HighLatency', 'StorageNearCapacity', 'UnusualAccessPattern'])
    })

    test('seven alerts only in the page, thirteen only in the rules', async () => {
      const findings = messages(await found({ ...page, rule: 'RB414' }))
      expect(findings.join('\n')).toContain('7 of the 14 alerts')
      expect(findings.join('\n')).toContain('13 of the 20 alerts')
    })
  })

  test('row 22: hourly and weekly backups that nothing makes', () =>
    check(
      { repository: LLM, file: 'docs/operations/backup-restore.md', rule: 'RB604' },
      { 43: ['every hour', 'every week', 'llm-config-backup.timer'] },
      true,
    ))

  describe('row 24: the index of operations', () => {
    const page = { repository: LLM, file: 'docs/operations/README.md' }

    test('three broken links, no broken anchor', async () => {
      await check(
        { ...page, rule: 'RB501' },
        { 249: ['`CONTRIBUTING.md`'], 250: ['`docs/DEVELOPMENT.md`'], 251: ['`docs/API.md`'] },
        true,
      )
      expect(await found({ ...page, rule: 'RB502' })).toEqual([])
    })

    test('the review is overdue', () => check({ ...page, rule: 'RB405' }, { 311: ['2026-02-21', '9 days'] }, true))

    test('CPU, memory and error rate have other limits in the page on performance', () =>
      check(
        { repository: LLM, file: 'docs/operations/runbooks/performance-troubleshooting.md', rule: 'RB601' },
        { 56: ['CPU Usage', '<50% here, <70% there'], 57: ['Memory Usage'], 61: ['Error Rate'] },
        true,
      ))
  })

  test('row 25: seed 002 has 13 links to 8 files that are absent, and severities without response times', async () => {
    const findings = lint(await read([`${SEEDS}/002_f7d2444e56a60ddb.txt`]))
    const links = findings.filter(({ rule }) => rule === 'RB501')
    expect(links.length).toBe(13)
    expect(new Set(messages(links)).size).toBe(8)
    const severities = findings.filter(({ rule }) => rule === 'RB410')
    expect(messages(severities)).toEqual([expect.stringContaining('how fast to respond')])
    expect(findings.filter(({ rule }) => rule === 'RB602')).toEqual([])
  })
})
