/** Defects of real pages that the rules have to find, each by file and line. The pages are input data, not part of the project. */
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/kit/diagnostic.ts'
import { lintBook } from '../../src/runbook/book/lint/lint-book.ts'
import type { Page } from '../../src/runbook/book/page.ts'
import { readPage } from '../../src/runbook/book/parse/read-page.ts'

const CORPUS = '../shared/corpus'
const SEEDS = '../shared/seeds'
if (!existsSync(CORPUS)) console.warn(`corpus-rules: ${CORPUS} is absent, so the real pages are not checked`)

const ROOTS = {
  openshift: 'openshift__runbooks/alerts',
  prometheus: 'prometheus-operator__runbooks/content/runbooks',
  gitlab: 'mattrussi__gitlab-com-runbooks/docs',
  govuk: 'alphagov__govuk-developer-docs/source/manual',
  router: 'beamline-otp-router/docs',
  llm: 'llm-config-manager/docs/operations',
  oneiric: 'oneiric/docs/runbooks',
} as const

/** Findings of a page that stands alone in its repository; rules that are off by default are on. */
const lint = (path: string, text: string, on: readonly string[] = []): Diagnostic[] => lintPages([readPage(path, text)], on)

function lintPages(pages: readonly Page[], on: readonly string[] = []): Diagnostic[] {
  const files = new Set(pages.map(({ file }) => file))
  const repository = { root: '.', files, folders: new Set<string>(), complete: false, artifacts: [], pages }
  const [result] = lintBook(
    { root: '.', repositories: [repository], unread: [] },
    {
      now: new Date('2026-03-02T00:00:00Z'),
      rules: Object.fromEntries(on.map((id) => [id, 'info'])),
      overrides: [],
      profile: 'default',
      rule: { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
    },
  )
  return result!.findings
}

const known = new Map<string, Diagnostic[]>()

function findings(root: keyof typeof ROOTS, file: string): Diagnostic[] {
  const path = `${ROOTS[root]}/${file}`
  let found = known.get(path)
  if (!found) {
    found = lint(path.slice(path.indexOf('/') + 1), readFileSync(`${CORPUS}/${path}`, 'utf8'), ['RB302'])
    known.set(path, found)
  }
  return found
}

const linesOf = (found: readonly Diagnostic[], rule: string) =>
  found.filter((finding) => finding.rule === rule).map(({ span }) => span.line)

/** `file:line,line` must be found by the rule. */
function must(rule: string, root: keyof typeof ROOTS, place: string): void {
  const [file, lines] = place.split(':') as [string, string]
  test(`${root} ${place} ${rule}`, () => {
    const found = linesOf(findings(root, file), rule)
    for (const line of lines.split(',').map(Number)) expect(found).toContain(line)
  })
}

describe.skipIf(!existsSync(CORPUS))('must find', () => {
  must('RB101', 'openshift', 'openshift-virtualization-operator/GuestVCPUQueueHighCritical.md:24')
  must('RB208', 'openshift', 'machine-config-operator/RuncDeprecated.md:63')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtApiRESTErrorsBurst.md:40')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtApiRESTErrorsHigh.md:42')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtControllerRESTErrorsBurst.md:51')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtControllerRESTErrorsHigh.md:55')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtHandlerRESTErrorsBurst.md:52')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtHandlerRESTErrorsHigh.md:61')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtOperatorRESTErrorsBurst.md:61')
  must('RB205', 'openshift', 'openshift-virtualization-operator/VirtOperatorRESTErrorsHigh.md:62')
  must('RB106', 'openshift', 'cluster-etcd-operator/etcdDatabaseQuotaLowSpace.md:46,52')
  must('RB106', 'openshift', 'cluster-kube-apiserver-operator/KubeAPIErrorBudgetBurn.md:45,134')
  must('RB101', 'prometheus', 'prometheus-operator/PrometheusOperatorNodeLookupErrors.md:20')
  must('RB208', 'gitlab', 'patroni/pg_minor_upgrade.md:49')
  must('RB101', 'gitlab', 'patroni/pg_minor_upgrade.md:56')
  must('RB101', 'gitlab', 'git/gitter/renew-certificates.md:62')
  must('RB107', 'gitlab', 'uncategorized/cloudsql-data-export.md:27,42,49,57')
  must('RB107', 'gitlab', 'uncategorized/staging-environment.md:34')
  must('RB101', 'gitlab', 'onboarding/gitlab.com_on_k8s.md:9,21,29,34')
  must('RB205', 'govuk', 'data-gov-uk-2nd-line.html.md:535,566,572')
  must('RB107', 'govuk', 'data-gov-uk-2nd-line.html.md:554')
  must('RB301', 'govuk', 'elasticsearch-dumps.html.md:38,73')
  must('RB107', 'govuk', 'elasticsearch-dumps.html.md:46')
})

describe.skipIf(!existsSync(CORPUS))('below a broken fence', () => {
  test('prometheus …/PrometheusOperatorNodeLookupErrors.md:21 RB205, once the fence of line 20 is closed', () => {
    const file = 'prometheus-operator/PrometheusOperatorNodeLookupErrors.md'
    const text = readFileSync(`${CORPUS}/${ROOTS.prometheus}/${file}`, 'utf8')
    expect(linesOf(findings('prometheus', file), 'RB205')).toEqual([])
    const closed = text.split('\n').flatMap((line, index) => (index === 20 ? [line, '```'] : [line]))
    expect(linesOf(lint(`content/runbooks/${file}`, closed.join('\n')), 'RB205')).toEqual([21])
  })
})

describe.skipIf(!existsSync(SEEDS))('row 25', () => {
  test('seed 002: both malformed closing fences are reported, with a safe fix each', () => {
    const text = readFileSync(`${SEEDS}/002_f7d2444e56a60ddb.txt`, 'utf8')
    const found = lint('docs/operations.md', text).filter(({ rule }) => rule === 'RB101')
    expect(found.map(({ span, severity, fix }) => [span.line, severity, fix?.safe])).toEqual([
      [33, 'error', true],
      [199, 'error', true],
    ])
  })
})

describe.skipIf(!existsSync(CORPUS))('acceptance rows', () => {
  const runbook = () => findings('router', 'RUNBOOK.md')

  test('row 2a: Erlang inside the bash fence of line 373', () => {
    const text = readFileSync(`${CORPUS}/${ROOTS.router}/RUNBOOK.md`, 'utf8').split('\n')
    const end = text.indexOf('```', 373)
    const inside = linesOf(runbook(), 'RB106').filter((line) => line > 373 && line <= end)
    expect(inside.length).toBeGreaterThan(0)
  })

  test('row 2d: the author’s home directory in line 7', () => expect(linesOf(runbook(), 'RB210')).toEqual([7]))

  test('row 2e: 13 destructive lines, by line', () =>
    expect(linesOf(runbook(), 'RB302')).toEqual([43, 51, 96, 112, 116, 117, 118, 186, 191, 213, 304, 305, 339]))

  test('row 2f: 5 of 10 procedures have no verification of their own', () => {
    const titles = runbook().flatMap(({ rule, message }) => (rule === 'RB304' ? [/^"([^"]+)"/.exec(message)![1]] : []))
    expect(titles).toEqual([
      'Message Backlog (JetStream Lag)',
      'CT Suite Failures',
      'Performance Degradation',
      'Memory Growth',
      'Flaky Tests (Race Conditions)',
    ])
  })

  test('row 2h: the placeholder in line 191', () => expect(linesOf(runbook(), 'RB202')).toContain(191))

  test('row 4: a placeholder, Erlang with a shell comment, and a step that runs another component’s script', () => {
    const found = findings('router', 'operations/RECOVERY_RUNBOOK.md')
    expect(found.filter(({ rule }) => rule === 'RB202').map(({ message }) => message).join()).toContain('<STREAM_NAME>')
    expect(found.filter(({ rule }) => rule === 'RB608').map(({ span, message }) => [span.line, message])).toEqual([
      [90, '"Start Router" runs the script of nats, not of router'],
    ])
    // Both are marked DANGER by their author, so they are listed and not called unguarded.
    expect(linesOf(found, 'RB302')).toHaveLength(2)
    expect(linesOf(found, 'RB301')).toEqual([])
  })

  test('row 13: 17 shell fences hold LogQL', () => {
    const path = `${ROOTS.oneiric}/INCIDENT_RESPONSE.md`
    const page = readPage('docs/runbooks/INCIDENT_RESPONSE.md', readFileSync(`${CORPUS}/${path}`, 'utf8'))
    const fences = page.document.fences.filter(({ language, text }) => language === 'bash' && /^\s*\{\w+="/m.test(text))
    expect(fences).toHaveLength(17)
    const reported = linesOf(findings('oneiric', 'INCIDENT_RESPONSE.md'), 'RB106')
    for (const { line, endLine } of fences) expect(reported.some((each) => each >= line && each <= endLine)).toBe(true)
  })

  test('row 14: 4 shell fences without any command', () => {
    const files = ['TROUBLESHOOTING.md', 'SERVICE_SUPERVISOR.md', 'OTEL_INDEX_MANAGEMENT.md']
    const reported = files.flatMap((file) => findings('oneiric', file).filter(isCommandless))
    expect(reported).toHaveLength(4)
  })

  test('row 18: the namespace is deleted before evidence is preserved', () =>
    expect(linesOf(findings('llm', 'disaster-recovery.md'), 'RB607')).toHaveLength(1))

  test('row 19: 5 shell fences without any command', () =>
    expect(findings('llm', 'incident-response.md').filter(isCommandless)).toHaveLength(5))

  test('row 22: no expected output anywhere, and a restore that runs both platforms', () => {
    const found = findings('llm', 'backup-restore.md')
    expect(linesOf(found, 'RB305')).toHaveLength(1)
    expect(linesOf(found, 'RB609').length).toBeGreaterThan(0)
  })
})

describe.skipIf(!existsSync(CORPUS))('determinism', () => {
  test('the same findings in any order of pages', () => {
    const files = ['RUNBOOK.md', 'OPERATIONS.md', 'TROUBLESHOOTING.md', 'operations/RECOVERY_RUNBOOK.md', 'EXTENSIONS_RUNBOOK.md']
    const pages = files.map((file) => readPage(`docs/${file}`, readFileSync(`${CORPUS}/${ROOTS.router}/${file}`, 'utf8')))
    const expected = lintPages(pages)
    expect(expected.length).toBeGreaterThan(50)
    fc.assert(
      fc.property(fc.shuffledSubarray(pages, { minLength: pages.length }), (order) => {
        expect(lintPages(order)).toEqual(expected)
      }),
      { numRuns: 12 },
    )
  })
})

/** A block tagged as shell with nothing in it that a shell could run. */
const isCommandless = ({ rule, message }: Diagnostic) => rule === 'RB606' && message.includes('holds no command')
