/** Compares what clients were answered with what the server says after everything, and with what the receiver heard. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Load, Subject } from './load.ts'
import type { Heard } from './webhook-receiver.ts'

/** Items by a name each has, in their order. */
function groupedBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}

interface Place {
  readonly url: string
  readonly token: string
}

async function everything<Item>({ url, token }: Place, path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let after: string | null = ''; after !== null; ) {
    const answer: Response = await fetch(
      `${url}/api/v1${path}${path.includes('?') ? '&' : '?'}limit=500${after === '' ? '' : `&after=${after}`}`,
      { headers: { authorization: `Bearer ${token}` } },
    )
    expect(answer.status).toBe(200)
    const page = (await answer.json()) as { items: Item[]; next: string | null }
    items.push(...page.items)
    after = page.next
  }
  return items
}

interface ShownAlert {
  readonly id: string
  readonly episode: number
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
}

/** Every alert, end, acknowledgement and silence that was answered with 2xx is there, exactly once. Answers how many of each there are. */
export async function expectKept(place: Place, { subjects, silences }: Load): Promise<Record<string, number>> {
  const alerts = await everything<ShownAlert>(place, '/alerts?state=all')
  const byName = groupedBy(alerts, ({ labels }) => labels.n!)
  const triggered = subjects.filter(({ triggeredAt }) => triggeredAt !== undefined)
  const wrong = triggered.flatMap(({ name, resolvedAt }) => {
    const found = byName.get(name) ?? []
    const [alert] = found
    const isRight =
      found.length === 1 && alert!.episode === 1 && (resolvedAt === undefined || alert!.state === 'resolved')
    return isRight ? [] : [{ name, resolvedAt, found: found.map(({ episode, state }) => ({ episode, state })) }]
  })
  expect(wrong).toEqual([])
  expect(alerts.length).toBe(triggered.length)

  const acknowledged = subjects.filter((subject) => subject.acknowledged)
  for (const { name } of acknowledged) {
    const events = await everything<{ outcome: string }>(place, `/alerts/${byName.get(name)![0]!.id}/events`)
    expect({ name, acks: events.filter(({ outcome }) => outcome === 'acknowledged').length }).toEqual({ name, acks: 1 })
  }

  const kept = groupedBy(
    await everything<{ id: string; comment: string }>(place, '/silences'),
    ({ comment }) => comment,
  )
  const answered = silences.filter(({ id }) => id !== undefined)
  for (const { comment, id } of silences) {
    const found = (kept.get(comment) ?? []).map((silence) => silence.id)
    if (id !== undefined) expect({ comment, found }).toEqual({ comment, found: [id] })
    else expect(found.length, comment).toBeLessThanOrEqual(1)
  }
  const resolved = subjects.filter(({ resolvedAt }) => resolvedAt !== undefined).length
  return { alerts: triggered.length, resolved, acknowledged: acknowledged.length, silences: answered.length }
}

/** How late the receiver may be to read what has reached this machine, where it sees that its sender is gone… */
const LATE_MS = 5_000
/** …and where it does not: it was answered, and its sender died before that was written down. */
const ANSWERED_MS = 500

const first = (heard: readonly Heard[], alert: string, status: Heard['status']) =>
  heard.find((each) => each.alert === alert && each.status === status)

/** Waits until the receiver has heard what it is owed: of all that is left firing, and the end of all it heard firing. */
export async function untilToldAll(load: Load, heard: readonly Heard[], limitMs = 90_000): Promise<void> {
  const missing = (): string[] => {
    const firing = new Set(heard.filter(({ status }) => status === 'firing').map(({ alert }) => alert))
    const resolved = new Set(heard.filter(({ status }) => status === 'resolved').map(({ alert }) => alert))
    return load.subjects.flatMap(({ name, kind, triggeredAt, resolvedAt }) => {
      if (kind === 'left' && triggeredAt !== undefined && !firing.has(name)) return [`${name} firing`]
      return resolvedAt !== undefined && firing.has(name) && !resolved.has(name) ? [`${name} resolved`] : []
    })
  }
  for (const until = Date.now() + limitMs; missing().length > 0; await sleep(100))
    if (Date.now() > until) return expect(missing()).toEqual([])
}

/** Told firing once and resolved once, in this order; told again, under the same name, only where a kill lies between. Answers how often. */
export function expectToldOnce(
  load: Load,
  heard: readonly Heard[],
  kills: readonly number[],
): { told: number; again: number } {
  let again = 0
  const unexplained: Record<string, unknown>[] = []
  for (const [id, tries] of groupedBy(heard, (each) => each.id))
    for (const [at, each] of tries.entries()) {
      const before = tries[at - 1]
      if (before === undefined) continue
      again += 1
      // What a sender sent in its last moment is read a little after the kill, the later the busier this machine is.
      const since = before.at - (before.cut ? LATE_MS : ANSWERED_MS)
      const sinceKillMs = each.at - Math.max(...kills.filter((kill) => kill <= each.at))
      if (!kills.some((kill) => kill >= since && kill <= each.at))
        unexplained.push({ id, alert: each.alert, afterMs: each.at - before.at, cut: before.cut, sinceKillMs })
    }
  expect(unexplained).toEqual([])
  const byAlert = groupedBy(heard, ({ alert }) => alert)
  const wrong = load.subjects.flatMap(({ name, kind }) => {
    const of = byAlert.get(name) ?? []
    const words = of.filter(({ id }, at) => of.findIndex((each) => each.id === id) === at).map(({ status }) => status)
    const isRight = words.length === 0 || (kind !== 'silenced' && words.join() === 'firing,resolved')
    return isRight ? [] : [{ name, kind, words }]
  })
  expect(wrong).toEqual([])
  return { told: new Set(heard.map(({ id }) => id)).size, again }
}

/** The longest time between a 2xx and the first word about it, for firing and for resolved. */
export function longestWait({ subjects }: Load, heard: readonly Heard[]): { firingMs: number; resolvedMs: number } {
  const wait = (status: Heard['status'], since: (subject: Subject) => number | undefined) =>
    Math.max(
      0,
      ...subjects.map((subject) => {
        const word = first(heard, subject.name, status)
        return word === undefined ? 0 : word.at - (since(subject) ?? word.at)
      }),
    )
  return {
    firingMs: wait('firing', ({ triggeredAt }) => triggeredAt),
    resolvedMs: wait('resolved', ({ resolvedAt }) => resolvedAt),
  }
}
