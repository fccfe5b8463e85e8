import { describe, expect, test } from 'vitest'
import { readPage } from '../book/parse/read-page.ts'
import { makePlan } from '../plan/make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  DEFAULT_TIMEOUTS,
  type Mode,
  type Plan,
  type PlanInput,
} from '../plan/plan.ts'
import type { NewEvent, StepResult, Subject } from '../record/events.ts'
import { replay } from '../record/replay.ts'
import { type Move, type MoveContext, nextMove, triedKey } from './next-move.ts'

const sha256 = (text: string) => `hash of ${text.length}`
const fence = (...lines: string[]) => `\`\`\`bash\n${lines.join('\n')}\n\`\`\``
const LOOK_CHANGE_VERIFY = fence(
  ...[
    '# 1. Look',
    'cat state',
    '',
    '# 2. Change it',
    'touch a',
    'touch b',
    '',
    '# 3. Verify',
    'cat state',
    '# Expected: good',
  ],
)

function planOf(body: string, more: Partial<PlanInput> = {}): Plan {
  const text = `# S\n\n## Mend It\n\n${body}\n`
  const result = makePlan({
    ...{ page: readPage('ops.md', text), source: { commit: 'c', contentHash: 'h' }, what: { procedure: 'mend-it' } },
    ...{ values: [], variants: [], choices: {}, targets: [{ name: 'local', kind: 'local' }] },
    ...{ executors: DEFAULT_EXECUTORS, variables: [], policy: DEFAULT_POLICY, timeouts: DEFAULT_TIMEOUTS },
    ...{ unattended: false, sha256, ...more },
  })
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return result.plan
}

const plan = planOf(LOOK_CHANGE_VERIFY)
const [look, change, verify] = plan.steps.map(({ id }) => id) as [string, string, string]

const began = (step: string, command = 0, target = 'local'): NewEvent => ({
  ...{ type: 'step.started', step, command, target, attempt: 1, textHash: '' },
  effect: step === change ? 'changing' : 'read-only',
  repeatable: step !== change,
})
const ended = (step: string, result: StepResult = 'succeeded', command = 0, target = 'local'): NewEvent => ({
  ...{ type: 'step.finished', step, command, target, attempt: 1, result, durationMs: 1 },
  end: { kind: 'finished', status: result === 'succeeded' ? 0 : 1 },
})
const did = (step: string, result?: StepResult, command = 0, target = 'local') => [
  began(step, command, target),
  ended(step, result, command, target),
]
const said = (about: Subject, answer = 'yes'): NewEvent => ({
  type: 'decision',
  by: 'ana',
  question: '?',
  answer,
  about,
})
const confirmed = said({ kind: 'plan' })
const agreed = said({ kind: 'start', step: change, batch: 0 })
const started: NewEvent = {
  ...{ type: 'run.started', format: 1, run: 'r', version: '0', actor: 'ana', mode: 'interactive', folder: '/' },
  ...{ planHash: plan.hash, page: { file: 'ops.md', commit: 'c', sha256: 'h', pinned: '' }, plan: '', procedure: '' },
  ...{ targets: ['local'], parameters: [], steps: [], process: { pid: 1, host: 'h' } },
}

interface Given extends Partial<MoveContext> {
  plan?: Plan
}

/** The move after these events, as a few words: what, which step, at which targets or why. */
function check(events: readonly NewEvent[], expected: string, { plan: of = plan, ...more }: Given = {}) {
  const context: MoveContext = {
    ...{ mode: 'interactive' as Mode, present: true, batches: [['local']], mayFail: 0, rollsBack: false },
    ...{ tried: new Set<string>(), now: '2026-01-01T00:00:00Z', ...more },
  }
  const state = replay(events.map((event, index) => ({ ...event, seq: index + 1, at: '', prev: '' })))
  expect(words(nextMove(of, state, context))).toBe(expected)
}

function words(move: Move): string {
  if (move.do === 'finish') return `finish ${move.result}`
  if (move.do === 'pause') return `pause for ${move.needs}`
  if (!('step' in move)) return move.do
  return `${move.do} ${move.step.title} at ${move.targets.join(' ')}`
}

describe('one target, somebody there', () => {
  test('the plan first', () => check([started], 'confirm-plan'))
  test('who does not want it gets nothing', () => check([started, said({ kind: 'plan' }, 'no')], 'finish cancelled'))
  test('what only reads runs', () => check([confirmed], 'run Look at local'))
  test('a change is asked for', () => check([confirmed, ...did(look)], 'ask Change it at local'))
  test('and runs after yes', () => check([confirmed, ...did(look), agreed], 'run Change it at local'))
  test('its second command goes on', () =>
    check([confirmed, ...did(look), agreed, ...did(change)], 'run Change it at local'))
  test('left out on request', () =>
    check(
      [confirmed, ...did(look), said({ kind: 'start', step: change, batch: 0 }, 'skip')],
      'skip Change it at local',
    ))
  test('what was expected has to be judged before the next step', () => {
    const done = [confirmed, ...did(look), agreed, ...did(change), ...did(change, 'succeeded', 1), ...did(verify)]
    check(done, 'judge Verify at local')
    const verdict = (word: 'met' | 'not-met'): NewEvent => ({
      ...{
        type: 'verification',
        step: verify,
        command: 0,
        target: 'local',
        attempt: 1,
        about: 'command',
        by: 'opsbook',
      },
      ...{
        expectation: { kind: 'exact', text: 'good', line: plan.steps[2]!.expectations[0]!.expectation.line },
        verdict: word,
      },
    })
    check([...done, verdict('met')], 'finish succeeded')
    const tried = new Set([triedKey(verify, 'local')])
    check([...done, verdict('not-met')], 'resolve-failure Verify at local', { tried })
    check([...done, verdict('not-met')], 'run Verify at local')
    check([...done, verdict('not-met'), said({ kind: 'accept', step: verify, target: 'local' })], 'finish succeeded', {
      tried,
    })
  })
})

describe('a change whose end is not known', () => {
  const open = [confirmed, ...did(look), agreed, began(change)]
  test('is settled, never started again', () => {
    check(open, 'settle Change it at local')
    check(open, 'settle Change it at local', { present: false, mode: 'auto' })
  })
  const settled = (as: 'succeeded' | 'failed' | 'again'): NewEvent => ({
    ...{ type: 'decision', by: 'ana', question: '?', answer: as },
    settles: { step: change, command: 0, target: 'local', as },
  })
  test('then it goes on, fails, or begins again', () => {
    check([...open, settled('succeeded')], 'run Change it at local')
    check([...open, settled('failed')], 'resolve-failure Change it at local')
    check([...open, settled('again')], 'run Change it at local')
  })
  test('after a crash the yes of before does not count any more', () => {
    const resumed: NewEvent = { type: 'run.resumed', actor: 'ana', process: { pid: 2, host: 'h' } }
    check([confirmed, ...did(look), agreed, resumed], 'ask Change it at local')
  })
  test('what only reads is simply read again, but not for ever', () => {
    check([confirmed, began(look)], 'run Look at local')
    check([confirmed, began(look)], 'resolve-failure Look at local', { tried: new Set([triedKey(look, 'local')]) })
  })
})

describe('nobody there', () => {
  const alone = { present: false }
  test('reads run, a change stops the run', () => {
    check([started], 'run Look at local', { ...alone, mode: 'auto' })
    check([...did(look)], 'pause for person', { ...alone, mode: 'auto' })
    check([...did(look)], 'pause for person', { ...alone, mode: 'yes-changes' })
  })
  test('a policy may permit changes', () => {
    const permitted = planOf(LOOK_CHANGE_VERIFY, { policy: { ...DEFAULT_POLICY, unattendedChanges: true } })
    check([...did(look)], 'run Change it at local', { ...alone, mode: 'yes-changes', plan: permitted })
    check([...did(look)], 'pause for person', { ...alone, mode: 'auto', plan: permitted })
  })
  test('a failure ends it, or is taken back', () => {
    const tried = new Set([triedKey(look, 'local')])
    check([...did(look, 'failed')], 'finish failed', { ...alone, mode: 'auto', tried })
    check([...did(look, 'failed')], 'roll-back', { ...alone, mode: 'auto', tried, rollsBack: true })
  })
})

describe('approvals', () => {
  const rule = { effects: ['changing' as const], count: 1, of: ['sre'], twoPerson: true }
  const guarded = planOf(LOOK_CHANGE_VERIFY, { policy: { ...DEFAULT_POLICY, approvals: [rule] } })
  const approval = (by: string, verdict: 'approved' | 'rejected' = 'approved', more = {}): NewEvent => ({
    ...{ type: 'approval', planHash: guarded.hash, by, verdict, ...more },
  })
  const before = [{ ...started, planHash: guarded.hash } as NewEvent, confirmed, ...did(look), agreed]
  test('nothing changes without them', () => check(before, 'pause for approval', { plan: guarded }))
  test.each([
    ['of another person', approval('bo'), 'run Change it at local'],
    ['of whoever asks', approval('ana'), 'pause for approval'],
    ['of another plan', approval('bo', 'approved', { planHash: 'x' }), 'pause for approval'],
    ['of another step', approval('bo', 'approved', { steps: ['y'] }), 'pause for approval'],
    ['expired', approval('bo', 'approved', { expiresAt: '2025-12-31T00:00:00Z' }), 'pause for approval'],
  ])('%s', (_name, event, expected) => check([...before, event], expected, { plan: guarded }))
  test('a later no counts', () =>
    check([...before, approval('bo'), approval('bo', 'rejected')], 'pause for approval', { plan: guarded }))
})

describe('several targets', () => {
  const many = planOf(LOOK_CHANGE_VERIFY, {
    targets: ['a', 'b', 'c'].map((name) => ({ name, kind: 'local' as const })),
  })
  const given = { plan: many, batches: [['a'], ['b', 'c']] }
  const all = (step: string, ...targets: string[]) => targets.flatMap((target) => did(step, 'succeeded', 0, target))
  test('one group goes through before the next begins', () => {
    check([confirmed], 'run Look at a', given)
    const first = [...all(look, 'a'), agreed, ...all(change, 'a'), ...did(change, 'succeeded', 1, 'a')]
    check([confirmed, ...first], 'run Verify at a', given)
    check([confirmed, ...first, said({ kind: 'start', step: verify, batch: 0 }, 'skip')], 'skip Verify at a', given)
  })
  test('each group is asked for its change', () => {
    const skip = (step: string, batch: number) => said({ kind: 'start', step, batch }, 'skip')
    const skipped = (step: string, ...targets: string[]) =>
      targets.map((target): NewEvent => ({ type: 'step.skipped', step, command: 0, target, reason: '', by: 'ana' }))
    const first = [skip(look, 0), ...skipped(look, 'a'), agreed, ...did(change, 'succeeded', 0, 'a')]
    const rest = [...did(change, 'succeeded', 1, 'a'), ...skipped(verify, 'a'), ...all(look, 'b', 'c')]
    check([confirmed, ...first, ...rest], 'ask Change it at b c', given)
  })
  test('who fails within the budget is left behind', () => {
    const group = { plan: many, batches: [['a', 'b', 'c']], tried: new Set([triedKey(look, 'b')]) }
    const events = [confirmed, ...all(look, 'a', 'c'), ...did(look, 'failed', 0, 'b')]
    check(events, 'resolve-failure Look at a b c', group)
    check(events, 'ask Change it at a c', { ...group, mayFail: 1 })
  })
})

describe('taking back', () => {
  const text = `${LOOK_CHANGE_VERIFY}\n\n### Rollback\n\n${fence('rm a')}`
  const undoable = planOf(text)
  const back = undoable.rollback[0]!.id
  const failed = [confirmed, ...did(look), agreed, ...did(change, 'failed')]
  test('on request', () => {
    check(failed, 'resolve-failure Change it at local', { plan: undoable })
    const asked = [...failed, said({ kind: 'roll-back' })]
    check(asked, 'ask rm a at local', { plan: undoable })
    const agreedBack = said({ kind: 'start', step: back, batch: 1 })
    check([...asked, agreedBack, ...did(back)], 'finish rolled-back', { plan: undoable })
  })
})
