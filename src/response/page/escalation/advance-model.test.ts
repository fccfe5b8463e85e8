import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allBut, at, policyOf, START, step, told } from '../../../../test/escalation-world.ts'
import type { Severity } from '../../incident/severity.ts'
import type { Policy, Step, Target } from '../policy/policy.ts'
import { type VirtualEscalation, virtualEscalation } from './virtual-escalation.ts'

const NAMES = ['ana', 'ben', 'cy', 'dee']
const names = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
const arbitraryStep = fc
  .record({
    after: fc.integer({ min: 0, max: 20 }),
    notify: names,
    until: fc.constantFrom<Step['until']>('acknowledged', 'acknowledged', 'acknowledged', 'resolved'),
    severities: fc.option(fc.uniqueArray(fc.constantFrom<Severity>('P0', 'P1', 'P2'), { minLength: 1 }), {
      nil: undefined,
      freq: 4,
    }),
  })
  .map(({ after, notify, until, severities }) => step(after, notify, { until, ...(severities ? { severities } : {}) }))
const arbitraryPolicy = fc
  .record({
    steps: fc.array(arbitraryStep, { minLength: 1, maxLength: 5 }),
    repeat: fc.integer({ min: 0, max: 3 }),
    wait: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ steps, repeat, wait }) => policyOf(steps, { repeat, fallbackAfterMs: wait * 60_000 }))

/** Who is paged when, if nobody ever answers: written down from the rules, minute by minute, knowing nothing of the engine. */
function timetable(policy: Policy, gone: ReadonlySet<string>, severity: Severity): string[] {
  const lines: string[] = []
  let now = 0
  let last: number | undefined
  let ever = false
  const reach = (targets: readonly Target[]) => targets.map(({ name }) => name).filter((name) => !gone.has(name))
  for (let round = 0; round <= policy.repeat; round += 1) {
    let inRound = false
    let waits = round === 0
    for (const [index, each] of policy.steps.entries()) {
      if (waits) now = (index === 0 ? now : last!) + each.afterMs / 60_000
      if (each.severities && !each.severities.includes(severity)) {
        waits = false
        continue
      }
      const people = reach(each.notify)
      lines.push(`${now} ${people.join('+') || 'nobody'}`)
      waits = people.length > 0
      if (!waits) continue
      last = now
      inRound = true
      ever = true
    }
    if (inRound) now = Math.max(now, last! + policy.fallbackAfterMs / 60_000)
    if (!inRound) break
  }
  const boss = reach(policy.fallback)
  lines.push(`${now} ${boss.join('+') || 'nobody'}`)
  if (ever || boss.length > 0) lines.push(`${now} exhausted`)
  return lines
}

test('without an answer, everybody is paged when the rules say', () => {
  fc.assert(
    fc.property(
      arbitraryPolicy,
      fc.uniqueArray(fc.constantFrom(...NAMES, 'boss'), { maxLength: 4 }),
      fc.constantFrom<Severity>('P0', 'P1', 'P2', 'P3'),
      (policy, gone, severity) => {
        fc.pre(gone.length < 4 || !gone.includes('boss'))
        const run = virtualEscalation(policy, severity, START, allBut(...gone))
        const expected = timetable(policy, new Set(gone), severity)
        fc.pre(expected.at(-1)!.endsWith('exhausted'))
        run.passUntil(at(1_000_000))
        expect(told(run)).toEqual(expected)
      },
    ),
    { numRuns: 3_000 },
  )
})

interface World {
  run: VirtualEscalation
  now: number
  gone: Set<string>
}
type Model = { acked: boolean; over: boolean }

/** A command that lets time pass and then something happen; what must hold is asked of the log behind it. */
class Happens implements fc.Command<Model, World> {
  readonly name: string
  readonly afterMinutes: number
  readonly does: (model: Model, world: World) => void
  readonly isPossible: (model: Model) => boolean

  constructor(
    name: string,
    afterMinutes: number,
    does: (model: Model, world: World) => void,
    isPossible: (model: Model) => boolean = () => true,
  ) {
    this.name = name
    this.afterMinutes = afterMinutes
    this.does = does
    this.isPossible = isPossible
  }
  check = (model: Readonly<Model>) => this.isPossible(model)
  run(model: Model, world: World) {
    const before = world.run.log.length
    world.now += this.afterMinutes
    world.run.passUntil(at(world.now))
    holds(world.run.log.slice(before), model)
    const behind = world.run.log.length
    this.does(model, world)
    holds(world.run.log.slice(behind), model)
    const { stepAt } = world.run.state()
    // Nothing that is due is left lying.
    expect(stepAt === undefined || stepAt > at(world.now)).toBe(true)
  }
  toString = () => `${this.name} after ${this.afterMinutes} min`
}

/** No page after an acknowledgement (but for steps that ask for it, and one that was asked for), none when it is over. */
function holds(log: VirtualEscalation['log'], model: Model) {
  for (const { effect } of log) {
    if (effect.do === 'drop') model.acked = false
    if (effect.do !== 'page') continue
    expect(model.over).toBe(false)
    if (model.acked) expect(effect.until).toBe('resolved')
  }
}

const wait = fc.integer({ min: 0, max: 30 })
const happen = (world: World, event: Parameters<VirtualEscalation['happen']>[0]) =>
  world.run.happen(event, at(world.now))
const notOver = ({ over }: Model) => !over

const commands = (policy: Policy) => [
  wait.map((minutes) => new Happens('nothing', minutes, () => undefined)),
  wait.map(
    (minutes) =>
      new Happens(
        'ack',
        minutes,
        (model, world) => {
          model.acked = true
          happen(world, { type: 'acknowledged', at: at(world.now) })
        },
        notOver,
      ),
  ),
  wait.map(
    (minutes) =>
      new Happens(
        'drop',
        minutes,
        (model, world) => {
          model.acked = false
          happen(world, { type: 'dropped' })
        },
        ({ acked, over }) => acked && !over,
      ),
  ),
  wait.map(
    (minutes) =>
      new Happens(
        'resolve',
        minutes,
        (model, world) => {
          model.over = true
          happen(world, { type: 'ended' })
        },
        notOver,
      ),
  ),
  wait.map(
    (minutes) =>
      new Happens(
        'reopen',
        minutes,
        (model, world) => {
          Object.assign(model, { over: false, acked: false })
          happen(world, { type: 'replaced', policy })
        },
        ({ over }) => over,
      ),
  ),
  wait.map(
    (minutes) =>
      new Happens(
        'escalate',
        minutes,
        (_, world) => happen(world, { type: 'escalate' }),
        ({ acked, over }) => !over && !acked,
      ),
  ),
  fc
    .tuple(wait, fc.constantFrom(...NAMES))
    .map(
      ([minutes, userId]) =>
        new Happens(
          `${userId} cannot`,
          minutes,
          (_, world) => happen(world, { type: 'declined', userId, hadIt: false }),
          notOver,
        ),
    ),
  fc.tuple(wait, fc.constantFrom(...NAMES, 'boss')).map(
    ([minutes, name]) =>
      new Happens(`${name} comes or goes`, minutes, (_, { gone }) => {
        if (!gone.delete(name)) gone.add(name)
      }),
  ),
]

/** Steps of one way through a policy are attempted in their order, and none of those that apply is left out. */
function expectOrder(log: VirtualEscalation['log'], policy: Policy, severity: Severity) {
  let last: { round: number; step: number } | undefined
  for (const { effect } of log) {
    if (effect.do !== 'page') continue
    const place = { round: effect.round, step: effect.step ?? policy.steps.length + 1 }
    // Behind the last step it is the fallback that is asked for again.
    if (last?.step === place.step && effect.step === undefined) continue
    const isAnew = !last || (place.round === 0 && (place.step <= last.step || last.round > 0))
    const from = isAnew ? { round: 0, step: 0 } : last!
    const skipped = place.round === from.round ? policy.steps.slice(from.step, place.step - 1) : []
    if (isAnew || place.round > from.round) expect(place.round - from.round).toBeLessThanOrEqual(1)
    for (const each of skipped) expect(each.severities !== undefined && !each.severities.includes(severity)).toBe(true)
    last = place
  }
}

test('whatever happens in whatever order: none after an acknowledgement, none skipped, none doubled', () => {
  fc.assert(
    fc.property(
      arbitraryPolicy.chain((policy) =>
        fc.tuple(fc.constant(policy), fc.commands(commands(policy), { maxCommands: 40 })),
      ),
      ([policy, list]) => {
        const gone = new Set<string>()
        const world: World = {
          gone,
          now: 0,
          run: virtualEscalation(policy, 'P1', START, (page, now) => allBut(...gone)(page, now)),
        }
        fc.modelRun(() => ({ model: { acked: false, over: false }, real: world }), list)
        const pages = world.run.log.filter(({ effect }) => effect.do === 'page')
        // Never twice the same step at the same time.
        const keys = pages.map(
          ({ at: time, effect }) => effect.do === 'page' && `${time.getTime()} ${effect.round} ${effect.step}`,
        )
        const begins = [...list].filter((each) => /reopen|drop|escalate/.test(String(each))).length
        expect(keys.length - new Set(keys).size).toBeLessThanOrEqual(begins)
        if (!String([...list]).includes('ack after')) expectOrder(world.run.log, policy, 'P1')
      },
    ),
    { numRuns: 2_000 },
  )
})
