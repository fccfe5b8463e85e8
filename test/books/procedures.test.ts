/** What the reader must find of procedures in real folders. Rows are those of the acceptance list. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readComment } from '../../src/runbook/book/parse/comment-line.ts'
import { readPage } from '../../src/runbook/book/parse/read-page.ts'
import type { Page, Procedure, Step } from '../../src/runbook/book/page.ts'

const shared = '../shared'
const there = existsSync(`${shared}/corpus`)
if (!there) console.warn('skipped: ../shared/corpus is absent, real folders are not read')

const page = (path: string): Page => readPage(path, readFileSync(`${shared}/${path}`, 'utf8'))
const router = (path: string) => page(`corpus/beamline-otp-router/${path}`)
const llm = (path: string) => page(`corpus/llm-config-manager/docs/operations/${path}`)
const oneiric = (path: string) => page(`corpus/oneiric/docs/runbooks/${path}`)

const allSteps = (procedure: Procedure) => [...procedure.steps, ...procedure.verification, ...procedure.rollback]
const deep = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [step, ...deep((step.alternatives ?? []).flatMap((each) => each.steps))])
const stepsOf = (from: Page) => deep([...from.procedures.flatMap(allSteps), ...from.hooks.flatMap((hook) => hook.steps)])
const titled = (from: Page, title: RegExp) => from.procedures.filter((procedure) => title.test(procedure.title))
const numberedComments = (from: Page) =>
  from.readings.flatMap((reading) =>
    reading.items.filter((item) => item.kind === 'comment' && readComment(item.text).kind === 'step'),
  )
const expectations = (from: Page, form: string) =>
  stepsOf(from).flatMap((step) => step.expectations.filter((each) => each.form === form))

describe.skipIf(!there)('row 1: router RUNBOOK.md', () => {
  const runbook = there ? router('docs/RUNBOOK.md') : (undefined as never)

  test('ten procedures, each with its When', () => {
    expect(runbook.procedures.map((procedure) => procedure.title)).toEqual([
      'Router Restart (Safe)',
      'NATS Restart',
      'Full System Reset (Safe in CP1)',
      'Backpressure Stuck Active',
      'Message Backlog (JetStream Lag)',
      'CT Suite Failures',
      'TLS Handshake Errors',
      'Performance Degradation',
      'Memory Growth',
      'Flaky Tests (Race Conditions)',
    ])
    for (const procedure of runbook.procedures) expect(procedure.when, procedure.title).toMatch(/\w/)
  })

  test('one hook of four checks that applies to every procedure', () => {
    expect(runbook.hooks.map((hook) => [hook.title, hook.appliesTo, hook.steps.length])).toEqual([
      ['Verification After Recovery', 'every-procedure', 4],
    ])
  })

  test('25 fences, 20 bash and 5 erlang', () => {
    const languages = runbook.document.fences.map((fence) => fence.language)
    expect(languages.filter((language) => language === 'bash')).toHaveLength(20)
    expect(languages.filter((language) => language === 'erlang')).toHaveLength(5)
    expect(languages).toHaveLength(25)
  })

  test('36 numbered comment steps, one of them manual', () => {
    expect(numberedComments(runbook)).toHaveLength(36)
    const lines = new Set(numberedComments(runbook).map((item) => item.line))
    const manual = stepsOf(runbook).filter((step) => lines.has(step.line) && step.kind === 'manual')
    expect(manual.map((step) => step.title)).toEqual(['If NATS unhealthy, restart it first (see below)'])
  })

  test('the manual step calls the procedure it means', () => {
    const restart = titled(runbook, /^Router Restart/)[0]!
    expect(restart.steps.flatMap((step) => step.calls.map((call) => call.target))).toContain('#nats-restart')
  })

  test('eight expectations in comments, six in bash and two in erlang, and one in prose', () => {
    const byLanguage = (language: string) =>
      stepsOf(runbook)
        .filter((step) => step.language === language || step.commands.some((command) => command.language === language))
        .flatMap((step) => step.expectations.filter((each) => each.form === 'comment'))
    expect(expectations(runbook, 'comment')).toHaveLength(8)
    expect(expectations(runbook, 'prose')).toHaveLength(1)
    expect(byLanguage('erlang').filter((each) => each.line < 370)).toHaveLength(2)
  })

  test('time bounds of 30, 10 and 60 seconds', () =>
    expect(runbook.procedures.flatMap((procedure) => procedure.timeBound?.maxSeconds ?? [])).toEqual([30, 10, 60]))

  test('two options for back-pressure, three for the backlog', () => {
    const options = (title: RegExp) =>
      titled(runbook, title)[0]!.steps.flatMap((step) => step.alternatives?.map((each) => each.by) ?? [])
    expect(options(/^Backpressure/)).toEqual(['option', 'option'])
    expect(options(/^Message Backlog/)).toEqual(['option', 'option', 'option'])
  })

  test('row 2 f: five of ten have no verification of their own', () => {
    const without = runbook.procedures.filter(
      (procedure) => !allSteps(procedure).some((step) => step.phase === 'verification'),
    )
    expect(without.map((procedure) => procedure.title)).toEqual([
      'Message Backlog (JetStream Lag)',
      'CT Suite Failures',
      'Performance Degradation',
      'Memory Growth',
      'Flaky Tests (Race Conditions)',
    ])
  })

  test('row 2 e: 13 destructive lines', () => {
    const lines = stepsOf(runbook).flatMap((step) =>
      step.commands.filter((command) => command.effect === 'destructive').map((command) => command.line),
    )
    expect([...new Set(lines)].sort((a, b) => a - b)).toEqual([43, 51, 96, 112, 116, 117, 118, 186, 191, 213, 304, 305, 339])
  })
})

describe.skipIf(!there)('row 3: router TROUBLESHOOTING.md', () => {
  const guide = there ? router('docs/TROUBLESHOOTING.md') : (undefined as never)

  test('14 diagnostic commands are read-only, 7 shell and 7 Erlang', () => {
    const commands = stepsOf(guide)
      .filter((step) => step.line > 60 && step.line < 125)
      .flatMap((step) => step.commands)
    const count = (language: string) => commands.filter((command) => command.language === language)
    expect(count('bash').map((command) => command.risk)).toEqual(Array(7).fill('read-only'))
    expect(count('erlang').map((command) => command.risk)).toEqual(Array(7).fill('read-only'))
  })

  test('the recovery checklist is four checks with four expectations, the second in prose', () => {
    const checks = guide.hooks.find((hook) => hook.title === 'Recovery Checklist')!.steps
    expect(checks).toHaveLength(4)
    expect(checks.flatMap((step) => step.expectations)).toHaveLength(4)
    expect(checks[1]!.expectations[0]).toMatchObject({ kind: 'prose', decidable: false })
    expect(checks[2]!.commands.map((command) => command.language)).toEqual(['erlang'])
  })

  test('the nuclear option: eight commands, three destructive', () => {
    const commands = stepsOf(guide)
      .filter((step) => step.line > 285)
      .flatMap((step) => step.commands)
    expect(commands).toHaveLength(8)
    expect(commands.filter((command) => command.effect === 'destructive')).toHaveLength(3)
  })
})

describe.skipIf(!there)('row 4: router RECOVERY_RUNBOOK.md', () => {
  const recovery = there ? router('docs/operations/RECOVERY_RUNBOOK.md') : (undefined as never)

  test('six procedures', () =>
    expect(recovery.procedures.map((procedure) => procedure.title)).toEqual([
      'A. NATS Process Down',
      'B. Router-NATS Connection Flapping',
      'C. JetStream Queue Overflow',
      'A. Interpreting Alerts',
      'B. Manual Overrides',
      '3. Clean State Restart',
    ]))

  test('the clean restart has seven ordered steps whose commands are inline code or a fence below', () => {
    const steps = recovery.procedures.at(-1)!.steps
    expect(steps).toHaveLength(7)
    expect(steps[0]!.alternatives?.map((each) => each.steps[0]!.commands[0]!.text)).toEqual([
      'scripts/router_stop.sh',
      'systemctl stop beamline-router',
    ])
    expect(steps[5]!.commands.map((command) => command.text)).toEqual(['scripts/nats_start.sh'])
    expect(steps[6]!.commands.map((command) => command.text)).toEqual(['nc -zv localhost 9000', 'nc -zv localhost 9001'])
  })

  test('two actions say DANGER', () =>
    expect(stepsOf(recovery).filter((step) => [step.caution, ...step.notes].some((text) => text?.includes('DANGER')))).toHaveLength(2))
})

describe.skipIf(!there)('row 9: router EXTENSIONS_RUNBOOK.md', () => {
  const extensions = there ? router('docs/EXTENSIONS_RUNBOOK.md') : (undefined as never)

  test('four rollout procedures with 6, 5, 6 and 5 steps', () => {
    const rollout = extensions.procedures.filter((procedure) => procedure.path.includes('Rollout/Rollback Procedures'))
    expect(rollout.map((procedure) => allSteps(procedure).length)).toEqual([6, 5, 6, 5])
  })

  test('nine expected blocks, each bound to the fence before it', () => expect(expectations(extensions, 'block')).toHaveLength(9))

  test('seven trailing expectations', () => expect(expectations(extensions, 'trailing')).toHaveLength(7))

  test('13 SQL fences go to a SQL executor, updates are changes', () => {
    const sql = extensions.readings.filter((reading) => reading.fence.language === 'sql')
    expect(sql).toHaveLength(13)
    const commands = stepsOf(extensions).flatMap((step) => step.commands.filter((command) => command.language === 'sql'))
    const updates = commands.filter((command) => /^\s*UPDATE/i.test(command.text))
    expect(updates.length).toBeGreaterThan(0)
    for (const update of updates) expect(update.effect).toBe('changing')
  })
})

describe.skipIf(!there)('row 13: oneiric INCIDENT_RESPONSE.md', () => {
  const incidents = there ? oneiric('INCIDENT_RESPONSE.md') : (undefined as never)

  test('five runbooks', () => expect(titled(incidents, /^Runbook \d/).map((procedure) => procedure.line)).toHaveLength(5))

  test('19 scenarios: 4, 4, 4, 3 and 4', () => {
    const counts = titled(incidents, /^Runbook \d/).map(
      (procedure) =>
        allSteps(procedure).flatMap((step) => step.alternatives?.filter((each) => /^Scenario/.test(each.title)) ?? []).length,
    )
    expect(counts).toEqual([4, 4, 4, 3, 4])
  })

  test('116 step comments', () => {
    const named = numberedComments(incidents).filter((item) => item.kind === 'comment' && /^Step \d/.test(item.text))
    expect(named).toHaveLength(116)
  })

  test('LogQL is never offered to a shell', () => {
    const shell = stepsOf(incidents).flatMap((step) => step.commands.filter((command) => command.language === 'bash'))
    expect(shell.filter((command) => /^\s*\{app=/.test(command.text))).toEqual([])
    const logql = incidents.readings.filter(
      (reading) =>
        reading.fence.language === 'bash' &&
        reading.items.some((item) => (item.kind === 'foreign' || item.kind === 'command') && item.language === 'logql'),
    )
    expect(logql).toHaveLength(17)
  })
})

describe.skipIf(!there)('rows 18, 19 and 22: llm-config-manager', () => {
  test('row 18: four recovery procedures, the first with five phases of 150 to 255 minutes', () => {
    const recovery = llm('disaster-recovery.md')
    const procedures = titled(recovery, /^Procedure \d/)
    expect(procedures).toHaveLength(4)
    const bounds = procedures[0]!.phases.map((phase) => phase.timeBound!)
    expect(bounds).toHaveLength(5)
    expect(bounds.reduce((sum, bound) => sum + bound.minSeconds, 0)).toBe(150 * 60)
    expect(bounds.reduce((sum, bound) => sum + bound.maxSeconds, 0)).toBe(255 * 60)
    expect(procedures[0]!.steps.filter((step) => step.kind === 'choice').map((step) => step.alternatives!.length)).toContain(2)
  })

  test('row 19: four special procedures of 5, 5, 3 and 3 steps', () => {
    const incident = llm('incident-response.md')
    const special = incident.procedures.filter(({ path }) => path.length === 2 && path[1] === 'Incident Response Procedures')
    // The check behind a choice is a step of its own below the same number.
    const numbered = (procedure: Procedure) => new Set(allSteps(procedure).map(({ group, title }) => group ?? title))
    expect(special.map((procedure) => numbered(procedure).size)).toEqual([5, 5, 3, 3])
    const restore = allSteps(special[3]!).filter(({ group }) => group === 'Restore Primary')
    expect(restore.map(({ kind, title }) => `${kind} ${title}`)).toEqual(['choice Restore Primary', 'command Verify recovery'])
  })

  test('row 19: four workflow phases', () => {
    const incident = llm('incident-response.md')
    const workflow = titled(incident, /^Incident Response Workflow$/)[0]!
    expect(workflow.phases.filter((phase) => /^Phase \d/.test(phase.title))).toHaveLength(4)
  })
})

test.skipIf(!there)('row 25: the template of seed 003 yields no procedure', () => {
  const template = page('seeds/003_80370c446a8bbb81.txt')
  expect(template.kind).toBe('template')
  expect(template.procedures).toEqual([])
})
