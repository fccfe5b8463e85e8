/** What the records of real documents must say; each test names the row of the acceptance list it stands for. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Document } from '../../src/runbook/book/document.ts'
import { readChecklists } from '../../src/runbook/book/parse/checklists.ts'
import { readContacts } from '../../src/runbook/book/parse/contacts.ts'
import { readDecisions } from '../../src/runbook/book/parse/decisions.ts'
import { readDrills } from '../../src/runbook/book/parse/drills.ts'
import { readEscalations } from '../../src/runbook/book/parse/escalations.ts'
import { judge } from '../../src/runbook/book/parse/judge.ts'
import { readListedAlerts } from '../../src/runbook/book/parse/listed-alerts.ts'
import { readMetadata } from '../../src/runbook/book/parse/metadata.ts'
import { readPolicies } from '../../src/runbook/book/parse/policies.ts'
import { readDocument } from '../../src/runbook/book/parse/read-document.ts'
import { readRecoveryObjectives } from '../../src/runbook/book/parse/recovery-objectives.ts'
import { readScripts } from '../../src/runbook/book/parse/scripts.ts'
import { readSeverities } from '../../src/runbook/book/parse/severities.ts'
import { readSlos } from '../../src/runbook/book/parse/slos.ts'
import { readSymptoms } from '../../src/runbook/book/parse/symptoms.ts'
import { readThresholds } from '../../src/runbook/book/parse/thresholds.ts'

const CORPUS = '../shared/corpus'
const SEED_002 = '../shared/seeds/002_f7d2444e56a60ddb.txt'
const absent = !existsSync(CORPUS)
if (absent) console.log(`skipped: ${CORPUS} is not there, so the real documents cannot be read`)

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

const open = (file: string): Document => readDocument(file, readFileSync(`${CORPUS}/${file}`, 'utf8'))
const router = (file: string) => open(`beamline-otp-router/docs/${file}`)
const oneiric = (file: string) => open(`oneiric/docs/runbooks/${file}`)
const manager = (file: string) => open(`llm-config-manager/docs/operations/${file}`)

const levels = (document: Document) => readSeverities(document).flatMap((scale) => scale.levels)
const count = (values: readonly string[]) =>
  Object.fromEntries([...new Set(values)].map((value) => [value, values.filter((each) => each === value).length]))

describe.skipIf(absent)('records of real documents', () => {
  test('row 1: three severities with nine conditions, one escalation path of four actions', () => {
    const page = router('RUNBOOK.md')
    expect(readSeverities(page)).toHaveLength(1)
    expect(levels(page).map(({ name, responseSeconds }) => [name, responseSeconds])).toEqual([
      ['Critical', 0],
      ['High', 15 * MINUTE],
      ['Medium', HOUR],
    ])
    expect(levels(page).flatMap(({ conditions }) => conditions)).toHaveLength(9)
    expect(readEscalations(page).map(({ steps }) => steps.map(({ to }) => to))).toEqual([
      ['Collect Diagnostics', 'Check Recent Changes', 'Review Task Progress', 'Consult Troubleshooting Guide'],
    ])
    expect(readMetadata(page)).toMatchObject({ lastUpdated: '2025-12-22', status: 'CP1 Freeze Candidate' })
  })

  test('row 3: 35 and 5 symptom rows, 3 bullets, 3 sections, no limitation among them', () => {
    const symptoms = readSymptoms(router('TROUBLESHOOTING.md'))
    expect(count(symptoms.map(({ source, section }) => (source === 'table' ? section : source)))).toEqual({
      'Common Issues': 35,
      'TLS-Specific Issues': 5,
      bullets: 3,
      section: 3,
    })
    const row = symptoms.find(({ symptom }) => symptom === 'Connection refused :8222')
    expect(row).toMatchObject({ cause: 'NATS monitor disabled', line: 27 })
    expect(symptoms.some(({ symptom }) => symptom.includes('zero-downtime'))).toBe(false)
  })

  test('row 4: a row cut by a pipe in code is whole again', () => {
    const rows = readSymptoms(router('operations/RECOVERY_RUNBOOK.md')).filter(({ source }) => source === 'table')
    expect(rows).toHaveLength(4)
    expect(rows[0]).toMatchObject({ repaired: true, action: 'curl -s http://localhost:9001/metrics | grep latency' })
  })

  test('row 7: four objectives with their windows, taken from the table alone', () => {
    const slos = readSlos(router('SLO_SPECIFICATION.md'))
    expect(slos.map(({ objective, windowSeconds }) => [objective.value, objective.unit, windowSeconds])).toEqual([
      [100, 'ms', 5 * MINUTE],
      [200, 'ms', 5 * MINUTE],
      [99.9, '%', 30 * DAY],
      [0.1, '%', 30 * DAY],
    ])
  })

  test('row 11: a drill of 20 minutes with 5 phases, 7 criteria, 3 variations, 36 boxes', () => {
    const page = router('tests/R10_INCIDENT_SIMULATION.md')
    const [drill, ...more] = readDrills(page)
    expect(more).toEqual([])
    expect(drill).toMatchObject({ durationSeconds: 20 * MINUTE })
    expect(
      drill!.phases.map(({ startSeconds, endSeconds }) => [startSeconds / MINUTE, endSeconds && endSeconds / MINUTE]),
    ).toEqual([
      [0, undefined],
      [1, undefined],
      [1, 5],
      [5, 10],
      [10, 20],
    ])
    expect([drill!.criteria.length, drill!.variations.length]).toEqual([7, 3])
    const boxes = readChecklists(page).filter(({ role }) => role === 'template')
    expect(boxes.flatMap(({ items }) => items)).toHaveLength(36)
    expect(readChecklists(page).find(({ role }) => role === 'requirement')?.items).toHaveLength(7)
  })

  test('row 12: front matter, four severities, three trees, four cadences, four contacts, a flowchart', () => {
    const page = oneiric('README.md')
    expect(readMetadata(page)).toMatchObject({
      status: 'active',
      lastUpdated: '2026-02-03',
      lastReviewed: '2026-07-17',
    })
    expect(levels(page).map(({ responseSeconds }) => responseSeconds)).toEqual([15 * MINUTE, HOUR, 4 * HOUR, DAY])
    const decisions = readDecisions(page)
    expect(decisions.filter(({ source }) => source === 'numbered').map(({ nodes }) => nodes.length)).toEqual([4, 4, 4])
    // The chart draws thirteen nodes, A to M; two of them ask.
    const chart = decisions.find(({ source }) => source === 'mermaid')!
    expect([chart.nodes.length, chart.nodes.filter(({ question }) => question).length, chart.edges.length]).toEqual([
      13, 2, 14,
    ])
    const cadences = readPolicies(page).filter(({ section }) => section === 'Maintenance Windows')
    expect(cadences.map(({ kind, seconds }) => [kind, seconds! / DAY])).toEqual([
      ['cadence', 7],
      ['cadence', 30],
      ['cadence', 90],
      ['cadence', 365],
    ])
    expect(readContacts(page).map(({ kind }) => kind)).toEqual(['email', 'email', 'email', 'email'])
  })

  test('row 13: targets, the matrix, the contact rows, the repaired index', () => {
    const page = oneiric('INCIDENT_RESPONSE.md')
    expect(levels(page).map(({ responseSeconds, resolutionSeconds }) => [responseSeconds, resolutionSeconds])).toEqual([
      [5 * MINUTE, HOUR],
      [15 * MINUTE, 4 * HOUR],
      [HOUR, 8 * HOUR],
      [4 * HOUR, DAY],
    ])
    const escalations = readEscalations(page)
    const matrix = escalations.filter(({ severity }) => /^P\d$/.test(severity))
    expect(matrix.map(({ steps }) => steps.length)).toEqual([4, 3, 2, 1])
    expect(matrix[0]!.steps.map(({ afterSeconds }) => afterSeconds)).toEqual([0, 30 * MINUTE, HOUR, 2 * HOUR])
    expect(escalations.filter(({ severity }) => / - /.test(severity))).toHaveLength(5)
    const contacts = readContacts(page).filter(({ role }) => role !== 'Contact')
    expect(new Set(contacts.map(({ line }) => line)).size).toBe(5)
    const index = readSymptoms(page).filter(({ section }) => section === 'Runbook Index')
    expect(index).toHaveLength(5)
    expect(index[2]).toMatchObject({ action: 'Remote Sync Failures', severity: 'P1', repaired: true })
  })

  test('row 14: issues, lettered causes, symptom rows, escalation criteria, boxes in a shell fence', () => {
    const page = oneiric('TROUBLESHOOTING.md')
    const symptoms = readSymptoms(page)
    const issues = symptoms.filter(({ section }) => section.startsWith('Issue '))
    expect(issues).toHaveLength(15)
    expect(issues.flatMap(({ cause }) => (cause ? cause.split('\n') : []))).toHaveLength(18)
    expect(symptoms.filter(({ source, repaired }) => source === 'table' && repaired)).toHaveLength(7)
    expect(readSymptoms(oneiric('SERVICE_SUPERVISOR.md')).map(({ source }) => source)).toEqual([
      'table',
      'table',
      'table',
      'table',
    ])
    expect(readEscalations(page).map(({ severity }) => severity)).toHaveLength(5)
    expect(readChecklists(page).find(({ title }) => title.startsWith('Information'))?.items).toHaveLength(7)
    const indexes = readSymptoms(oneiric('OTEL_INDEX_MANAGEMENT.md'))
    expect(indexes.map(({ section }) => section)).toEqual([
      'Index Not Created',
      'Index Bloat',
      'High Index Maintenance Overhead',
    ])
    expect(indexes[1]!.action).toContain('REINDEX INDEX CONCURRENTLY')
  })

  test('row 18: recovery objectives, boxes in their groups, drills and their rhythms, review and drill dates', () => {
    const page = manager('disaster-recovery.md')
    const objectives = readRecoveryObjectives(page)
    const minutes = (seconds: number | undefined) => seconds && seconds / MINUTE
    const scenarios = objectives.filter(({ section }) => section === 'Disaster Scenarios')
    expect(scenarios.map(({ rtoSeconds, rpoSeconds }) => [minutes(rtoSeconds), minutes(rpoSeconds)])).toEqual([
      [240, 60],
      [120, 1440],
      [480, 1440],
      [360, 60],
      [240, 60],
    ])
    expect(objectives.filter(({ backup }) => backup)).toHaveLength(5)
    expect(readChecklists(page).map(({ items }) => items.length)).toEqual([9, 8, 8, 5, 5])
    expect(readDrills(page).map(({ durationSeconds }) => durationSeconds! / HOUR)).toEqual([2, 4, 8])
    const drills = readPolicies(page).filter(
      ({ kind, section }) => kind === 'cadence' && section === 'DR Drill Schedule',
    )
    expect(drills.map(({ seconds }) => seconds! / DAY)).toEqual([90, 90, 182, 365])
    expect(readMetadata(page)).toMatchObject({
      nextReview: '2026-02-21',
      nextDrill: '2026-03-01',
      owner: 'Operations Team',
    })
  })

  test('row 19: severities with their updates, the matrix with its times, the rules for reviews', () => {
    const page = manager('incident-response.md')
    expect(levels(page).map(({ responseSeconds, updateSeconds }) => [responseSeconds, updateSeconds])).toEqual([
      [5 * MINUTE, HOUR],
      [15 * MINUTE, 2 * HOUR],
      [HOUR, DAY],
      [undefined, undefined],
    ])
    expect(levels(page).at(-1)?.responseText).toBe('Best effort')
    expect(
      readEscalations(page).map(({ severity, steps }) => [severity, ...steps.map(({ afterSeconds }) => afterSeconds)]),
    ).toEqual([
      ['P1', 0, 5 * MINUTE, 15 * MINUTE],
      ['P2', 15 * MINUTE, 30 * MINUTE, 2 * HOUR],
      ['P3', HOUR, 4 * HOUR],
      ['P4', 0],
    ])
    const policies = readPolicies(page)
    expect(policies.find(({ kind }) => kind === 'minimum')).toMatchObject({ value: 3 })
    expect(policies.some(({ text }) => text === 'Each action item must have owner and deadline')).toBe(true)
    expect(policies.find(({ text }) => text.includes('business days'))).toMatchObject({
      kind: 'deadline',
      seconds: 5 * DAY,
    })
    expect(policies.find(({ text }) => text.startsWith('Update every'))).toMatchObject({
      kind: 'cadence',
      seconds: 30 * MINUTE,
    })
    expect(readContacts(page).some(({ role }) => role === 'Communications Lead')).toBe(false)
  })

  test('row 20: ten metrics, eight with a limit for alerts, fourteen alerts in three groups', () => {
    const page = manager('monitoring.md')
    const metrics = readThresholds(page)
    expect(metrics).toHaveLength(10)
    expect(metrics.filter(({ alertIf }) => alertIf)).toHaveLength(8)
    const alerts = readListedAlerts(page)
    expect(Object.values(count(alerts.map(({ section }) => section)))).toEqual([4, 6, 4])
  })

  test('row 22: five scripts, three with a path, two prompts, four retention classes', () => {
    const page = manager('backup-restore.md')
    const scripts = readScripts(page)
    expect(scripts.map(({ saveAs }) => saveAs)).toEqual([
      '/usr/local/bin/llm-config-backup.sh',
      '/usr/local/bin/verify-backup.sh',
      '/usr/local/bin/llm-config-restore.sh',
      undefined,
      undefined,
    ])
    expect(scripts.flatMap(({ prompts }) => prompts.map(({ line }) => line))).toEqual([349, 378])
    const kept = readPolicies(page).filter(({ kind }) => kind === 'retention')
    expect(kept.map(({ seconds }) => seconds! / DAY)).toEqual([1, 30, 90, 365])
  })

  test('row 24: thresholds at their borders, training lists, rhythms of drills and reviews', () => {
    const page = manager('README.md')
    const thresholds = readThresholds(page)
    expect(thresholds).toHaveLength(6)
    const state = (metric: string, ...values: number[]) => {
      const threshold = thresholds.find((each) => each.metric === metric)!
      return values.map((value) => judge(threshold, value))
    }
    expect(state('Availability', 99.9, 99, 98.9)).toEqual(['ok', 'warning', 'critical'])
    expect(state('P95 Latency', 99, 100, 200, 201)).toEqual(['ok', 'warning', 'warning', 'critical'])
    expect(state('Error Rate', 0.9, 1, 5, 5.1)).toEqual(['ok', 'warning', 'warning', 'critical'])
    expect(state('Cache Hit Rate', 81, 80, 70, 69)).toEqual(['ok', 'warning', 'warning', 'critical'])
    expect(state('CPU Usage', 69, 70, 85, 86)).toEqual(['ok', 'warning', 'warning', 'critical'])
    expect(state('Memory Usage', 69, 70, 85, 86)).toEqual(['ok', 'warning', 'warning', 'critical'])
    expect(readChecklists(page).map(({ title, items }) => [title, items.length])).toEqual([
      ['All Operations Team Members', 5],
      ['On-Call Engineers', 5],
      ['Incident Commanders', 5],
    ])
    const cadences = (section: string) =>
      readPolicies(page).filter((policy) => policy.section === section && policy.kind === 'cadence')
    expect(cadences('Regular Drills').map(({ seconds }) => seconds! / DAY)).toEqual([30, 90, 365])
    expect(cadences('Review Schedule').map(({ seconds }) => seconds! / DAY)).toEqual([30, 90, 365])
    expect(readMetadata(page)).toMatchObject({ nextReview: '2026-02-21', owner: 'Operations Team' })
    const elsewhere = readThresholds(manager('runbooks/performance-troubleshooting.md'))
    const differing = thresholds.filter(({ metric, critical }) =>
      elsewhere.some((other) => other.metric === metric && other.critical?.text !== critical?.text),
    )
    expect(differing.map(({ metric }) => metric)).toEqual(['Error Rate', 'CPU Usage', 'Memory Usage'])
  })

  test('row 25: objectives in three sections with alerts, failure modes, severities without times, open checks', () => {
    const page = readDocument('docs/operations/README.md', readFileSync(SEED_002, 'utf8'))
    const slos = readSlos(page)
    expect([...new Set(slos.map(({ section }) => section))]).toEqual(['Availability', 'Performance', 'Error Rate'])
    expect(slos.map(({ objective }) => [objective.value, objective.unit])).toEqual([
      [99.9, '%'],
      [200, 'ms'],
      [500, 'ms'],
      [0.1, '%'],
    ])
    expect(slos.every(({ alert }) => alert)).toBe(true)
    const modes = readSymptoms(page)
    expect(modes).toHaveLength(5)
    expect(modes.every(({ source, action }) => source === 'bullets' && action.split('; ').length === 4)).toBe(true)
    expect(levels(page).map(({ rank, responseSeconds }) => [rank, responseSeconds])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ])
    const [checks, ...more] = readChecklists(page)
    expect(more).toEqual([])
    expect(checks!.items.map(({ checked }) => checked)).toEqual([false, false, false, false, false])
  })
})

test('hostile pages cost linear time, and every extractor answers for them', () => {
  const readers = [
    readChecklists,
    readContacts,
    readDecisions,
    readDrills,
    readEscalations,
    readListedAlerts,
    readMetadata,
    readPolicies,
    readRecoveryObjectives,
    readScripts,
    readSeverities,
    readSlos,
    readSymptoms,
    readThresholds,
  ]
  const size = 100_000
  const many = (piece: string) => piece.repeat(size / piece.length)
  const pages = [
    `- If a${many(' ')}b → c\n- If d${many(' ')}e`,
    `## Contacts\n\n- a: ${many('a@a.')}\n- b: ${many(' , ')}`,
    many('**Symptoms**: a\n\n**Fix**: b\n\n'),
    `| Symptom | Cause |\n|---|---|\n${many('| a | b |\n')}`,
    `- **P0**${many(' ')}x\n- **P1**${many('- ')}`,
    `Monitor${many(' ')}for 5 min, every${many(' ')}day ${many('within ')}2 days`,
    `## SLOs\n\n- **Speed**: ${many('P95 < 2, ')}`,
    `\`\`\`bash\n#!/bin/bash\n${many('read -')}\n${many('do ')}\n\`\`\`\n\nSave ${many('a ')}as`,
    `# Drill\n\n## ${many('T+1 ')}\n\n- a (${many('2 hours, ')}`,
  ].map((text) => readDocument('page.md', text))
  const start = performance.now()
  for (const page of pages) for (const read of readers) expect(read(page)).toBeDefined()
  expect(performance.now() - start).toBeLessThan(4000)
})
