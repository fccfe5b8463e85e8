import type { NewId } from '../../../kit/new-id.ts'
import { type Alert, stateAt } from '../alert.ts'
import { fingerprint, hash } from '../fingerprint.ts'
import { type Merge, mergeSignal } from '../merge-signal.ts'
import type { Signal } from '../signal.ts'
import { type AlertWords, wordsOf } from './alert-words.ts'

/** A signal and who sent it. */
export interface ReceivedSignal {
  readonly integrationId: string
  readonly requestId: string
  readonly signal: Signal
}

/** What a batch has to know about the latest alert of a key: its words stay in the store. */
export interface KnownAlert
  extends Pick<Alert, 'id' | 'episode' | 'startsAt' | 'endsAt' | 'endIsTimeout' | 'acknowledgedAt' | 'acknowledgedBy'> {
  /** Hash of the words, to tell news from repetition. */
  readonly wordsHash: string
  /** Absent until it is stored. */
  readonly number?: number
  /** Of the row it was read from: another one now means that somebody has changed it. */
  readonly version?: string
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

/** An alert after a batch. */
export interface FoldedAlert extends KnownAlert {
  readonly integrationId: string
  readonly key: string
  /** How many signals of the batch it had. */
  readonly seen: number
  readonly open: boolean
  /** No later episode follows in the same batch. */
  readonly isLatest: boolean
  /** Its group may be another one now. */
  readonly reopened: boolean
}

/** A new alert: its words and the identity that stays the same however these change. */
export interface AddedAlert extends FoldedAlert {
  readonly words: AlertWords
  readonly fingerprint: string
}

/** What a batch changes: rows to add, rows whose state changes, rows whose words change too, and one outcome a signal, in its order. */
export interface FoldedSignals {
  readonly added: readonly AddedAlert[]
  readonly touched: readonly FoldedAlert[]
  readonly reworded: readonly { readonly id: string; readonly words: AlertWords; readonly wordsHash: string }[]
  /** Alerts of the store that are not the latest of their key any more. */
  readonly superseded: readonly string[]
  readonly outcomes: readonly SignalOutcome[]
}

/** Names a key across integrations. */
export const keyName = (integrationId: string, key: string): string => `${integrationId}\n${key}`

/** An alert while a batch is played on it. */
interface Draft {
  before: KnownAlert | undefined
  now: KnownAlert
  readonly integrationId: string
  readonly key: string
  fingerprint?: string
  words?: AlertWords
  seen: number
  isLatest: boolean
  reopened: boolean
}

/** Plays a batch on the latest alert of each key, in the order of the batch; the same key may be in it several times. */
export function foldSignals(
  batch: readonly ReceivedSignal[],
  latest: ReadonlyMap<string, KnownAlert>,
  { now, newId }: { now: Date; newId: NewId },
): FoldedSignals {
  const current = new Map<string, Draft>()
  const drafts: Draft[] = []
  const keep = (name: string, draft: Draft) => {
    current.set(name, draft)
    drafts.push(draft)
    return draft
  }
  const outcomes = batch.map((received): SignalOutcome => {
    const { integrationId, signal } = received
    const name = keyName(integrationId, signal.key)
    const known = current.get(name)?.now ?? latest.get(name)
    const merge = mergeSignal(signal, known, now)
    if (merge.do === 'ignore') return ignored(merge.why, signal, known)
    if (merge.do === 'open') {
      const previous = current.get(name)
      if (previous) previous.isLatest = false
      else if (known) keep(name, { ...draftOf(received, known), isLatest: false, seen: 0 })
      const draft = keep(name, opened(received, merge, (known?.episode ?? 0) + 1, newId('alert')))
      return { outcome: 'opened', alertId: draft.now.id, repetition: false, reopened: false }
    }
    const draft = current.get(name) ?? keep(name, draftOf(received, known!))
    return apply(draft, signal, merge, now)
  })
  const ended = drafts.filter(({ before, isLatest }) => before !== undefined && !isLatest)
  const kept = drafts.filter(({ before, seen }) => before !== undefined && seen > 0)
  return {
    added: drafts.flatMap((draft) =>
      draft.before ? [] : [{ ...foldedOf(draft, now), words: draft.words!, fingerprint: draft.fingerprint! }],
    ),
    touched: kept.map((draft) => foldedOf(draft, now)),
    reworded: kept.flatMap(({ now: { id, wordsHash }, words }) => (words ? [{ id, words, wordsHash }] : [])),
    superseded: ended.map(({ now: { id } }) => id),
    outcomes,
  }
}

const draftOf = ({ integrationId, signal: { key } }: ReceivedSignal, known: KnownAlert): Draft => ({
  ...{ before: known, now: known, integrationId, key, seen: 0, isLatest: true, reopened: false },
})

const foldedOf = ({ now: alert, integrationId, key, seen, isLatest, reopened }: Draft, now: Date): FoldedAlert => ({
  ...{ ...alert, integrationId, key, seen, isLatest, reopened },
  open: stateAt(alert, now) !== 'resolved',
})

function ignored(why: string, { action }: Signal, known: KnownAlert | undefined): SignalOutcome {
  const about = known !== undefined && action !== 'change' ? { alertId: known.id } : {}
  return { outcome: 'ignored', ...about, why, repetition: why === 'already resolved', reopened: false }
}

function opened(
  { integrationId, signal }: ReceivedSignal,
  merge: Extract<Merge, { do: 'open' }>,
  episode: number,
  id: string,
): Draft {
  const words = wordsOf(signal)
  const { startsAt, endsAt, endIsTimeout } = merge
  const alert: KnownAlert = {
    ...{ id, episode, startsAt, endIsTimeout, wordsHash: hashOf(words) },
    ...(endsAt === undefined ? {} : { endsAt }),
  }
  return {
    ...{
      before: undefined,
      now: alert,
      integrationId,
      key: signal.key,
      words,
      fingerprint: fingerprint(signal.labels),
    },
    ...{ seen: 1, isLatest: true, reopened: false },
  }
}

/** Changes a draft by a signal about it. */
function apply(
  draft: Draft,
  signal: Signal,
  merge: Exclude<Merge, { do: 'open' | 'ignore' }>,
  now: Date,
): SignalOutcome {
  draft.seen += 1
  const alertId = draft.now.id
  if (merge.do === 'acknowledge') {
    draft.now = { ...draft.now, acknowledgedAt: now, ...(signal.by === undefined ? {} : { acknowledgedBy: signal.by }) }
    return { outcome: 'acknowledged', alertId, repetition: false, reopened: false }
  }
  const news = reword(draft, signal)
  if (merge.do === 'resolve') {
    draft.now = { ...draft.now, endsAt: merge.endsAt, endIsTimeout: false }
    return { outcome: 'resolved', alertId, repetition: false, reopened: false }
  }
  const { endsAt: _, acknowledgedAt, acknowledgedBy, ...rest } = draft.now
  const keepsOwner = merge.acknowledged !== false && acknowledgedAt !== undefined
  draft.now = {
    ...rest,
    ...(keepsOwner ? { acknowledgedAt, ...(acknowledgedBy === undefined ? {} : { acknowledgedBy }) } : {}),
    startsAt: merge.startsAt,
    ...(merge.endsAt === undefined ? {} : { endsAt: merge.endsAt }),
    endIsTimeout: merge.endIsTimeout,
  }
  draft.reopened ||= merge.reopens
  return { outcome: 'updated', alertId, repetition: !news && !merge.reopens, reopened: merge.reopens }
}

/** The newest words count. An event that only resolves brings none, and what was said before stays. */
function reword(draft: Draft, signal: Signal): boolean {
  if (signal.action === 'resolve' && Object.keys(signal.labels).length === 0) return false
  const words = wordsOf(signal)
  const wordsHash = hashOf(words)
  if (wordsHash === draft.now.wordsHash) return false
  draft.words = words
  draft.now = { ...draft.now, wordsHash }
  return true
}

const hashOf = (words: AlertWords) => hash([JSON.stringify(words)])
