import type { NewId } from '../../../kit/new-id.ts'
import type { Alert } from '../alert.ts'
import { stateAt } from '../alert.ts'
import { fingerprint } from '../fingerprint.ts'
import { type Merge, mergeSignal } from '../merge-signal.ts'
import type { Signal } from '../signal.ts'

/** A signal and who sent it. */
export interface ReceivedSignal {
  readonly integrationId: string
  readonly requestId: string
  readonly signal: Signal
}

/** What became of one signal. */
export interface SignalOutcome {
  readonly outcome: 'opened' | 'updated' | 'resolved' | 'acknowledged' | 'ignored'
  readonly alertId?: string
  readonly why?: string
  /** It said nothing that was not known: counted, not kept as an event of its own. */
  readonly repetition: boolean
  /** Began again after it was thought to be over. */
  readonly reopened: boolean
}

/** What a batch changes: rows to add, rows to change, and one outcome a signal, in its order. */
export interface FoldedSignals {
  readonly added: readonly Alert[]
  readonly changed: readonly Alert[]
  /** Of the changed ones and the latest before: those that are not the latest episode of their key any more. */
  readonly superseded: readonly string[]
  /** Of the changed ones: those whose group may be another one now. */
  readonly toRoute: ReadonlySet<string>
  readonly outcomes: readonly SignalOutcome[]
}

/** Names a key across integrations. */
export const keyName = (integrationId: string, key: string): string => `${integrationId}\n${key}`

/** Plays a batch on the latest alert of each key, in the order of the batch; the same key may be in it several times. */
export function foldSignals(
  batch: readonly ReceivedSignal[],
  latest: ReadonlyMap<string, Alert>,
  { now, newId }: { now: Date; newId: NewId },
): FoldedSignals {
  const current = new Map(latest)
  const added = new Map<string, Alert>()
  const changed = new Map<string, Alert>()
  const superseded: string[] = []
  const toRoute = new Set<string>()
  const put = (name: string, alert: Alert) => {
    current.set(name, alert)
    ;(added.has(alert.id) ? added : changed).set(alert.id, alert)
  }
  const outcomes = batch.map((received): SignalOutcome => {
    const name = keyName(received.integrationId, received.signal.key)
    const before = current.get(name)
    const merge = mergeSignal(received.signal, before, now)
    if (merge.do === 'ignore') {
      const known = before !== undefined && received.signal.action !== 'change' ? { alertId: before.id } : {}
      return {
        outcome: 'ignored',
        ...known,
        why: merge.why,
        repetition: merge.why === 'already resolved',
        reopened: false,
      }
    }
    if (merge.do === 'open') {
      const alert = opened(received, merge, { episode: (before?.episode ?? 0) + 1, id: newId('alert'), now })
      if (before) superseded.push(before.id)
      added.set(alert.id, alert)
      current.set(name, alert)
      return { outcome: 'opened', alertId: alert.id, repetition: false, reopened: false }
    }
    const after = merged(before!, received.signal, merge, now)
    put(name, after)
    if (merge.do === 'update' && (merge.reopens || !sameLabels(before!, after))) toRoute.add(after.id)
    return { ...outcomeOf(merge, before!, after), alertId: after.id }
  })
  return { added: [...added.values()], changed: [...changed.values()], superseded, toRoute, outcomes }
}

function outcomeOf(merge: Merge, before: Alert, after: Alert): Omit<SignalOutcome, 'alertId'> {
  if (merge.do === 'resolve') return { outcome: 'resolved', repetition: false, reopened: false }
  if (merge.do === 'acknowledge') return { outcome: 'acknowledged', repetition: false, reopened: false }
  const reopened = merge.do === 'update' && merge.reopens
  return { outcome: 'updated', repetition: !reopened && sameWords(before, after), reopened }
}

function opened(
  { integrationId, signal }: ReceivedSignal,
  merge: Extract<Merge, { do: 'open' }>,
  { id, episode, now }: { id: string; episode: number; now: Date },
): Alert {
  const { startsAt, endsAt, endIsTimeout } = merge
  return {
    ...{ id, integrationId, key: signal.key, episode, startsAt, endIsTimeout },
    ...(endsAt === undefined ? {} : { endsAt }),
    fingerprint: fingerprint(signal.labels),
    ...wordsOf(signal),
    count: 1,
    lastSeenAt: now,
  }
}

function merged(before: Alert, signal: Signal, merge: Merge, now: Date): Alert {
  const seen = { count: before.count + 1, lastSeenAt: now }
  switch (merge.do) {
    case 'acknowledge':
      return {
        ...before,
        ...seen,
        acknowledgedAt: now,
        ...(signal.by === undefined ? {} : { acknowledgedBy: signal.by }),
      }
    case 'resolve':
      return { ...before, ...seen, ...newerWords(before, signal), endsAt: merge.endsAt, endIsTimeout: false }
    case 'update': {
      const { endsAt: _, acknowledgedAt, acknowledgedBy, ...rest } = before
      const kept = {
        ...(acknowledgedAt === undefined ? {} : { acknowledgedAt }),
        ...(acknowledgedBy === undefined ? {} : { acknowledgedBy }),
      }
      return {
        ...rest,
        ...seen,
        ...newerWords(before, signal),
        ...(merge.acknowledged === false ? {} : kept),
        startsAt: merge.startsAt,
        ...(merge.endsAt === undefined ? {} : { endsAt: merge.endsAt }),
        endIsTimeout: merge.endIsTimeout,
      }
    }
    default:
      return before
  }
}

const wordsOf = ({ summary, severity, labels, annotations, generatorUrl, links, details }: Signal) => ({
  ...{ summary, severity, labels, annotations, links, details },
  ...(generatorUrl === undefined ? {} : { generatorUrl }),
})

/** The newest words count; an event that only resolves brings none, and what was said before stays. */
const newerWords = (before: Alert, signal: Signal) =>
  signal.action === 'resolve' && Object.keys(signal.labels).length === 0
    ? {}
    : { ...(before.generatorUrl === undefined ? {} : { generatorUrl: before.generatorUrl }), ...wordsOf(signal) }

const sameLabels = (a: Alert, b: Alert) => a.labels === b.labels || isSame(a.labels, b.labels)

const sameWords = (a: Alert, b: Alert) =>
  a.summary === b.summary &&
  a.severity === b.severity &&
  sameLabels(a, b) &&
  isSame(a.annotations, b.annotations) &&
  isSame(a.details, b.details)

/** The order of names does not matter: what was stored comes back in another one. */
function isSame(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && (a[name] === b[name] || isSameValue(a[name], b[name])))
  )
}

const isSameValue = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  return Array.isArray(a) === Array.isArray(b) && isSame(a as Record<string, unknown>, b as Record<string, unknown>)
}

/** Whether a row counts as open from now on; time alone may end it later. */
export const isOpen = (alert: Alert, now: Date): boolean => stateAt(alert, now) !== 'resolved'
