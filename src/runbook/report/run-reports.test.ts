/** One record, in every form in which it leaves the product. */
import { expect, test } from 'vitest'
import type { Plan, PlannedStep } from '../plan/plan.ts'
import type { NewEvent, RunEvent } from '../record/events.ts'
import type { RecordedChunk } from '../record/output-chunks.ts'
import { type RecordedRun, runStatus } from '../record/recorded-run.ts'
import { replay } from '../record/replay.ts'
import { runAsciicast } from './run-asciicast.ts'
import { runOutput, runsOutput } from './run-contract.ts'
import { runJunit } from './run-junit.ts'
import { listedRun, runsJson, runsPlain, runsTable } from './run-list.ts'
import { runMarkdown } from './run-markdown.ts'
import { runRecordJson } from './run-record-json.ts'
import { runView } from './run-view.ts'
import { plainStyle } from './style.ts'

const NOW = new Date('2026-03-02T12:05:00Z')
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 12, 0, seconds)).toISOString()

const step = (id: string, title: string, text: string, rest: Partial<PlannedStep> = {}): PlannedStep => ({
  ...{ id, title, line: 10, endLine: 10, phase: 'action', role: 'step', kind: 'command', language: 'bash' },
  ...{ executor: 'bash', environment: [], expectations: [], traits: [], reasons: [], timeoutSeconds: 9, retries: 0 },
  commands: [{ text, execute: text, line: 10, endLine: 10, risk: 'read-only' }],
  ...{ risk: 'read-only', effect: 'read-only', notes: [], calls: [], exitCodes: [0], captures: [] },
  consent: { interactive: 'runs', auto: 'runs', 'yes-changes': 'runs' },
  ...rest,
})
const steps = [
  step('look', 'Look at <queue>', 'queuectl status'),
  step('purge', 'Purge', 'queuectl purge', { effect: 'destructive', risk: 'destructive' }),
  step('tell', 'Tell the owner', '', { kind: 'manual', commands: [] }),
  step('after', 'Look again', 'queuectl status'),
]
const plan = {
  ...{ schema: 'opsbook.plan/v1', hash: 'abc123def456', page: 'docs/q.md', commit: 'c0ffee', title: 'Purge the queue' },
  ...{ procedure: { id: 'purge', title: 'Purge the queue', line: 3 }, targets: [{ name: 'local', kind: 'local' }] },
  ...{ steps, rollback: [] },
} as unknown as Plan

const part = (id: string, attempt = 1) => ({ step: id, command: 0, target: 'local', attempt })
const started = (id: string, attempt = 1): NewEvent => ({
  ...{ type: 'step.started', ...part(id, attempt), effect: 'destructive', textHash: '', repeatable: false },
})
const finished = (id: string, status: number): NewEvent => ({
  ...{ type: 'step.finished', ...part(id), result: status === 0 ? 'succeeded' : 'failed', durationMs: 1500 },
  end: { kind: 'finished', status },
})
const printed = (id: string, text: string): NewEvent => ({
  ...{ type: 'output.ref', ...part(id), bytes: { stdout: text.length, stderr: 0 }, lines: { stdout: 1, stderr: 0 } },
  chunks: [[0, 'o', text]],
})
const begun: NewEvent = {
  ...{ type: 'run.started', format: 1, run: 'r1', version: '1', actor: 'ana', mode: 'interactive' },
  ...{ planHash: plan.hash, procedure: 'purge', plan: '', folder: '/', targets: ['local'] },
  page: { file: 'docs/q.md', commit: 'c0ffee', sha256: 'aa', pinned: '' },
  parameters: [
    { name: 'queue', value: 'ORDERS', secret: false },
    { name: 'password', secret: true },
  ],
  steps: steps.map(({ id, title, phase, effect, line }) => ({ id, title, phase, effect, line, commands: 1 })),
  process: { pid: 1, host: 'h' },
}
const looked = [
  started('look'),
  printed('look', '\u001b]0;t\u0007\u001b[31mdeep\u001b[0m & <b>\n'),
  finished('look', 0),
]
const expectation = { kind: 'text', text: 'shallow', line: 12 }
const missed: NewEvent = {
  ...{ type: 'verification', ...part('look'), about: 'command', expectation, verdict: 'not-met', by: 'program' },
  observed: 'saw deep',
}

function record(news: readonly NewEvent[], rest: Partial<RecordedRun> = {}): RecordedRun {
  const events = news.map((event, index) => ({ seq: index + 1, at: at(index), prev: '', ...event }) as RunEvent)
  const state = replay(events)
  return {
    ...{ run: 'r1', folder: '/runs/r1', events, state, plan, head: { events: events.length, hash: 'f00d' } },
    status: runStatus({ state, held: false }),
    integrity: { sound: true, files: [], anchored: false },
    ...rest,
  }
}
const outputsOf = ({ events }: RecordedRun) =>
  new Map<number, RecordedChunk[]>(
    events.flatMap((event) =>
      event.type === 'output.ref'
        ? [
            [
              event.seq,
              (event.chunks ?? []).map(([atMs, , text]) => ({ atMs, stream: 'stdout', bytes: Buffer.from(text) })),
            ],
          ]
        : [],
    ),
  )
const view = (run: RecordedRun) =>
  runView(run, { outputs: outputsOf(run), now: NOW, mostLines: 9 }, plainStyle).join('\n')

const whole = [
  begun,
  ...looked,
  missed,
  { type: 'approval', planHash: plan.hash, by: 'bo', verdict: 'approved', steps: ['purge'], note: 'CHG-1' },
  started('purge'),
  { type: 'run.resumed', actor: 'ana', process: { pid: 2, host: 'h' } },
  { type: 'step.unknown', ...part('purge'), reason: 'it has no end' },
  {
    ...{ type: 'decision', by: 'ana', question: 'Did "Purge" take effect?', answer: 'succeeded', note: 'looked' },
    settles: { step: 'purge', command: 0, target: 'local', as: 'succeeded' },
  },
  { type: 'step.skipped', step: 'tell', command: 0, target: 'person', reason: 'nobody there', by: 'ana' },
  { type: 'value.captured', ...part('look'), name: 'depth', value: '7' },
  { type: 'note', by: 'ana', text: 'slow | today' },
  { type: 'run.finished', result: 'failed', reason: 'it failed', durationMs: 3000 },
] as NewEvent[]

test.each<[string, readonly NewEvent[], boolean, RecordedRun['status']]>([
  ['nothing yet', [], false, 'interrupted'],
  ['begun, somebody is at it', [begun], true, 'running'],
  ['begun, nobody is at it', [begun, started('look')], false, 'interrupted'],
  ['paused', [begun, { type: 'run.paused', needs: 'person', reason: 'x' }], false, 'waiting'],
  [
    'an approval is no end of the waiting',
    [begun, { type: 'run.paused', needs: 'approval', reason: 'x' }, whole[5]!],
    false,
    'waiting',
  ],
  ['resumed', [begun, { type: 'run.paused', needs: 'person', reason: 'x' }, whole[7]!], true, 'running'],
  ['over', whole, false, 'failed'],
])('%s: %s', (_name, news, held, expected) => {
  const { state } = record(news)
  expect(runStatus({ state, held })).toBe(expected)
  expect(runStatus({ state, held, problem: { line: 1, reason: 'x' } })).toBe('damaged')
})

test('the view tells every step, what was said, and what the record is worth', () => {
  const text = view(record(whole))
  for (const expected of [
    'Purge the queue: failed',
    'values  queue="ORDERS", password (secret)',
    '2026-03-02 12:00:00Z · 5 min ago',
    '✓ 14 lines, each follows the one before it',
    '14:f00d',
    '1/4 ○ reads  Look at <queue>',
    '  $ queuectl status',
    '│ \\x1b]0;t\\x07deep & <b>',
    '✗ not as expected: saw deep',
    'value depth="7"',
    'unknown it has no end',
    'Did "Purge" take effect? ana: succeeded (looked)',
    'left out nobody there (ana)',
    'not reached',
    'approved by bo for purge (CHG-1); plan abc123def456',
    'taken up again by ana, process 2 on h',
    'ana: slow | today',
  ])
    expect(text).toContain(expected)
  expect(text).not.toContain('\u001b')
})

test('a changed record is told, also without its plan', () => {
  const integrity = {
    sound: false,
    problem: { line: 4, reason: 'changed' },
    files: ['the plan is missing'],
    anchored: false,
  }
  const { plan: _, ...bare } = record(whole, { status: 'damaged', integrity })
  expect(view(bare)).toContain('✗ line 4: changed')
  expect(view(bare)).toContain('✗ the plan is missing')
  expect(view(bare)).toContain('Look at <queue>')
  expect(runRecordJson(bare)).toMatchObject({ result: 'damaged', record: { integrity: { sound: false, line: 4 } } })
})

test('as JSON it keeps its contract, and secrets have no value', () => {
  const json = runRecordJson(record(whole))!
  expect(runOutput.parse(json)).toEqual(json)
  expect(json.record).toMatchObject({
    parameters: [{ value: 'ORDERS' }, { name: 'password', secret: true, value: null }],
    attempts: [
      { step: 'look', exit_code: 0 },
      { step: 'purge', state: 'unknown', end: 'it has no end' },
    ],
    approvals: [{ by: 'bo', steps: ['purge'] }],
    decisions: [{ step: 'purge', answer: 'succeeded' }],
    captured: [{ name: 'depth', value: '7' }],
    ended_at: at(13),
  })
  const { plan: _, ...nothing } = record([])
  expect(runRecordJson(nothing)).toBeUndefined()
})

test('as Markdown nothing of the output becomes markup', () => {
  const noisy = [begun, started('look'), printed('look', '```\n# not a heading\n'), finished('look', 0)]
  const run = record(noisy)
  const text = runMarkdown(run, { outputs: outputsOf(run), mostLines: 9 })
  expect(text).toContain('````console\n$ queuectl status\n```\n# not a heading\n````')
  expect(text).toContain('### 1. Look at &#60;queue&#62;: succeeded')
  expect(text).toContain('password=(secret)')
  expect(runMarkdown(record(whole), { outputs: new Map(), mostLines: 9 })).toContain('slow &#124; today')
})

test('as a recording it is asciicast v2 in the order of time, and obeys nothing but colours', () => {
  const run = record(whole)
  const [head, ...frames] = runAsciicast(run, outputsOf(run))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(head).toMatchObject({ version: 2, width: 100, title: 'Purge the queue (r1)', timestamp: 1772452800 })
  expect(frames.every(([time, kind, text]) => time >= 0 && kind === 'o' && text.endsWith('\r\n'))).toBe(true)
  const times = frames.map(([time]) => time)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  const text = frames.map(([, , shown]) => shown).join('')
  expect(text).toContain('queuectl status\r\n')
  expect(text).toContain('\\x1b]0;t\\x07\u001b[31mdeep')
  expect(text.replace(/\u001b\[[\d;]*m/g, '')).not.toContain('\u001b')
})

test('as JUnit every step is a case', () => {
  const run = record(whole)
  const text = runJunit(run, outputsOf(run))
  expect(text).toContain('tests="4" failures="1" errors="1" skipped="2" time="3.000"')
  expect(text).toContain('<failure message="saw deep">expected (line 12): shallow\nseen: saw deep</failure>')
  expect(text).toContain('<error message="it has no end">')
  expect(text).toContain('<skipped message="nobody there">')
  expect(text).toContain('<skipped message="the run did not come to it">')
  expect(text).toContain('deep\\x1b[0m &amp; &lt;b&gt;')
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})

test('in the list a damaged record hides no other, and each says what it waits for', () => {
  const problem = { line: 3, reason: 'changed' }
  const records = [
    record([begun, { type: 'run.paused', needs: 'approval', reason: '"Purge" needs 1 approval' }]),
    record([begun], { run: 'r2', status: 'damaged', integrity: { sound: false, problem, files: [], anchored: false } }),
    record([begun, started('purge')], { run: 'r3' }),
    record([], { run: 'r4' }),
  ]
  expect(runsTable(records.map(listedRun), NOW, plainStyle)).toEqual([
    '! waits        docs/q.md#purge',
    '               r1 · 2026-03-02 12:00:00Z · 5 min ago · ana',
    '               "Purge" needs 1 approval',
    '✗ damaged      docs/q.md#purge',
    '               r2 · 2026-03-02 12:00:00Z · 5 min ago · ana',
    '               line 3 of its record: changed',
    '? interrupted  docs/q.md#purge',
    '               r3 · 2026-03-02 12:00:00Z · 5 min ago · ana',
    '               a step was started and has no end',
    '? interrupted  r4',
    '               r4',
    '               it was never begun',
  ])
  expect(runsPlain(records.map(listedRun))[1]).toBe(
    `r2\tdamaged\tdocs/q.md#purge\t${at(0)}\tana\t\tline 3 of its record: changed`,
  )
  const json = runsJson(records.map(listedRun), 2)
  expect(runsOutput.parse(json)).toEqual(json)
  expect(json.runs.map(({ result, line }) => [result, line])).toEqual([
    ['waiting', null],
    ['damaged', 3],
    ['interrupted', null],
    ['interrupted', null],
  ])
})
