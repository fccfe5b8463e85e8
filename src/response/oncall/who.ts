/**
 * Who is on call: a function of the schedule, what changes it, and the time. Nobody stores an answer.
 *
 * 1. A temporary schedule takes the place of the layers; of two, the one that was made later.
 * 2. Else each layer is asked: whose turn it is, in its hours and by its calendars. Of the layers that have somebody those of the highest
 *    priority are on; several of the same priority together.
 * 3. Overrides follow, in the order in which they were made: each works on what the one before it left.
 */
import type { Change, Layer, Rota } from './rota.ts'
import { turnAt } from './turn/turns.ts'
import { isOpen } from './window/windows.ts'
import { isInside } from './zone/spans.ts'

/** One step of how an answer came about. */
export type Reason =
  | { readonly kind: 'layer'; readonly layer: string; readonly people: readonly string[] }
  /** Somebody has a turn who is away by a calendar; the next one in the row stands in. */
  | { readonly kind: 'absent'; readonly layer: string; readonly people: readonly string[] }
  | { readonly kind: 'temporary'; readonly id: string; readonly name: string; readonly people: readonly string[] }
  | {
      readonly kind: 'override'
      readonly id: string
      readonly did: 'add' | 'remove' | 'replace'
      readonly people: readonly string[]
      readonly swap?: string
    }

/** The people who are on, at least one; or nobody, which is a gap. */
export type OnCall =
  | { readonly kind: 'people'; readonly logins: readonly [string, ...string[]]; readonly why: readonly Reason[] }
  | { readonly kind: 'gap'; readonly why: readonly Reason[] }

/** Who is on at an instant. `changes` come behind those of the schedule itself, in the order in which they were made. */
export function whoIsOn(rota: Rota, changes: readonly Change[], at: number): OnCall {
  const why: Reason[] = []
  const inForce = [...rota.changes, ...changes].filter(({ from, until }) => from <= at && at < until)
  const temporary = inForce.findLast((change) => change.kind === 'temporary')
  let logins = temporary ? inTemporary(temporary, at, why) : inLayers(rota, at, why)
  for (const change of inForce) logins = changed(logins, change, why)
  const [first, ...others] = logins
  return first === undefined ? { kind: 'gap', why } : { kind: 'people', logins: [first, ...others], why }
}

function inTemporary(
  { id, name, shifts }: Extract<Change, { kind: 'temporary' }>,
  at: number,
  why: Reason[],
): readonly string[] {
  const people = unique(shifts.flatMap((shift) => (shift.from <= at && at < shift.until ? shift.people : [])))
  why.push({ kind: 'temporary', id, name, people })
  return people
}

function inLayers(rota: Rota, at: number, why: Reason[]): readonly string[] {
  const found: string[] = []
  let priority = Number.NEGATIVE_INFINITY
  for (const layer of rota.layers) {
    if (found.length > 0 && layer.priority < priority) break
    const people = inLayer(layer, rota, at, why)
    if (people.length === 0) continue
    priority = layer.priority
    found.push(...people)
    why.push({ kind: 'layer', layer: layer.name, people })
  }
  return unique(found)
}

/** Whom a layer has on at an instant, whatever the other layers have. */
export function inLayer(
  layer: Layer,
  { absences }: Pick<Rota, 'absences'>,
  at: number,
  why: Reason[] = [],
): readonly string[] {
  if (!isInForce(layer, at)) return []
  const turn = layer.handOffs === undefined ? 0 : turnAt(layer.handOffs, layer.zone, at)
  if (turn === undefined) return []
  const { turns } = layer
  const present = (login: string) => !isInside(absences.get(login) ?? [], at)
  for (let next = 0; next < turns.length; next += 1) {
    const people = turns[(turn + next) % turns.length]!
    const here = absences.size === 0 ? people : people.filter(present)
    if (here.length < people.length)
      why.push({ kind: 'absent', layer: layer.name, people: people.filter((login) => !present(login)) })
    if (here.length > 0) return here
    // Whoever is on all the time has nobody in a row behind them.
    if (layer.handOffs === undefined) return []
  }
  return []
}

const isInForce = ({ endsAt, windows, zone, during, except }: Layer, at: number): boolean =>
  (endsAt === undefined || at < endsAt) &&
  (windows === undefined || isOpen(windows, zone, at)) &&
  (during === undefined || isInside(during, at)) &&
  !isInside(except, at)

function changed(logins: readonly string[], change: Change, why: Reason[]): readonly string[] {
  if (change.kind === 'temporary') return logins
  const after = applied(logins, change)
  if (after !== logins) {
    const { id, kind, people } = change
    const swap = change.kind === 'replace' && change.swap !== undefined ? { swap: change.swap } : {}
    why.push({ kind: 'override', id, did: kind, people, ...swap })
  }
  return after
}

/** The same list where nothing changes. */
function applied(logins: readonly string[], change: Exclude<Change, { kind: 'temporary' }>): readonly string[] {
  if (change.kind === 'add') {
    const more = change.people.filter((login) => !logins.includes(login))
    return more.length > 0 ? unique([...logins, ...more]) : logins
  }
  if (change.kind === 'remove') {
    const left = logins.filter((login) => !change.people.includes(login))
    return left.length < logins.length ? left : logins
  }
  const { person, people } = change
  if (person === undefined) return people
  if (!logins.includes(person)) return logins
  return unique(logins.flatMap((login) => (login === person ? people : [login])))
}

const unique = (logins: readonly string[]): readonly string[] => (logins.length < 2 ? logins : [...new Set(logins)])
