/** What would happen if an incident began at a time and nobody answered: the engine itself, on the schedules and rules of then. Pages nobody. */
import type { Database } from '../../../db/database.ts'
import type { Severity } from '../../incident/severity.ts'
import { advance, begin, type EscalationEvent, type WantedPage } from '../escalation/advance.ts'
import { dueAt } from '../escalation/escalation.ts'
import { readTurn } from '../escalation/store.ts'
import { inTurn } from '../escalation/take-turn.ts'
import type { PageDesk, Person } from '../page-desk.ts'
import { type Policy, targetName } from '../policy/policy.ts'
import type { Simulated, SimulatedLine } from './simulated.ts'

const MOST_LINES = 300

export interface SimulationWish {
  readonly policy: Policy
  readonly severity: Severity
  readonly start: Date
}

export async function simulate(desk: PageDesk, { policy, severity, start }: SimulationWish): Promise<Simulated> {
  const db = desk.incidents.db
  const lines: SimulatedLine[] = []
  let end: Simulated['end'] | undefined
  let state = begin(policy, severity, start)
  const apply = async (event: EscalationEvent, now: Date): Promise<void> => {
    const { state: after, effects } = advance(state, event, now)
    state = after
    for (const effect of effects) {
      if (effect.do === 'exhausted') end = effect.heard ? 'exhausted' : 'nobody'
      if (effect.do !== 'page') continue
      const told = await tell(desk, db, { effect, policy, severity, now })
      lines.push(...told.lines)
      await apply({ type: 'paged', reached: told.reached, at: told.at }, now)
    }
  }
  for (let due = dueAt(state); due && !end && lines.length < MOST_LINES; due = dueAt(state))
    await apply({ type: 'due' }, due)
  const sorted = lines.sort((a, b) => a.at.getTime() - b.at.getTime())
  return { lines: sorted.slice(0, MOST_LINES), end: end ?? 'cut' }
}

interface Telling {
  readonly effect: WantedPage
  readonly policy: Policy
  readonly severity: Severity
  readonly now: Date
}

async function tell(desk: PageDesk, db: Database, { effect, policy, severity, now }: Telling) {
  const { step, round, notify, roundRobin } = effect
  const by = step === undefined ? 'the fallback' : `step ${step}`
  const people = new Map<string, { person: Person; why: string }>()
  const lines: SimulatedLine[] = []
  for (const target of notify) {
    const found = await desk.roster.find(db, target, now)
    if (found.people.length === 0)
      lines.push({ at: now, by, round, who: targetName(target), channel: undefined, why: found.why })
    for (const person of found.people) if (!people.has(person.id)) people.set(person.id, { person, why: found.why })
  }
  const all = [...people.values()]
  const turn = roundRobin && step !== undefined && all.length > 1 ? await readTurn(db, policy.name, step) : undefined
  const order = turn === undefined ? all : inTurn(all, turn).map((each) => each.person)
  const reached: { id: string; at: Date }[] = []
  for (const { person, why } of order) {
    const messages = await desk.messagesOf(db, person.id, severity, now)
    const shared = { by, round, who: person.name }
    if (messages.length === 0) lines.push({ ...shared, at: now, channel: undefined, why: 'no verified contact method' })
    else {
      lines.push(...messages.map(({ channel, at }) => ({ ...shared, at, channel, why })))
      reached.push({ id: person.id, at: messages[0]!.at })
      if (turn !== undefined) break
    }
  }
  const first = reached.length === 0 ? now : new Date(Math.min(...reached.map(({ at }) => at.getTime())))
  return { lines, reached: reached.map(({ id }) => id), at: first }
}
