import { compileMatchers, type Matcher } from '../matcher/matcher.ts'
import { type Silence, silenceStateAt } from './silence.ts'

/** A silence somebody wants, with `id` to change one that exists. */
export interface WantedSilence {
  readonly id?: string
  readonly matchers: readonly Matcher[]
  readonly startsAt: Date
  readonly endsAt: Date
  readonly createdBy: string
  readonly comment: string
}

/**
 * - `create`: a new record; `expires` is the one it replaces, cut off now.
 * - `update`: the record keeps its id.
 * - `refuse`: with the words clients of Alertmanager know.
 */
export type SilenceChange =
  | { do: 'create'; silence: Omit<Silence, 'id'>; expires?: Silence }
  | { do: 'update'; silence: Silence }
  | { do: 'refuse'; why: 'unknown' | 'invalid'; message: string }

const refuse = (why: 'unknown' | 'invalid', message: string): SilenceChange => ({ do: 'refuse', why, message })

/**
 * What asking for a silence does, by the rules of Alertmanager's API v2 (0.25): the past cannot be changed, so a silence that was changed in
 * more than its end is a new one and the old one ends now. `previous` is the record with the wanted id.
 */
export function changeSilence(wanted: WantedSilence, previous: Silence | undefined, now: Date): SilenceChange {
  const problem = silenceProblem(wanted, now)
  if (problem !== undefined) return refuse('invalid', problem)
  if (wanted.id !== undefined && previous === undefined) return refuse('unknown', 'silence not found')
  const { id: _, ...content } = wanted
  if (previous && keepsIdentity(wanted, previous, now))
    return { do: 'update', silence: { ...content, id: previous.id, updatedAt: now } }
  const startsAt = wanted.startsAt.getTime() < now.getTime() ? now : wanted.startsAt
  const replaces = previous !== undefined && silenceStateAt(previous, now) !== 'expired'
  return {
    do: 'create',
    silence: { ...content, startsAt, updatedAt: now },
    ...(replaces ? { expires: cutOff(previous, now) } : {}),
  }
}

/** Ends a silence now; one that never began begins and ends now. Undefined: it is over already. */
export const expireSilence = (silence: Silence, now: Date): Silence | undefined =>
  silenceStateAt(silence, now) === 'expired' ? undefined : cutOff(silence, now)

function cutOff(silence: Silence, now: Date): Silence {
  // The end belongs to a silence, so the last millisecond before now is the one that makes it expired at once.
  const end = new Date(now.getTime() - 1)
  const startsAt = silence.startsAt.getTime() > end.getTime() ? end : silence.startsAt
  return { ...silence, startsAt, endsAt: end, updatedAt: now }
}

function keepsIdentity(wanted: WantedSilence, previous: Silence, now: Date): boolean {
  if (JSON.stringify(wanted.matchers.map(essence)) !== JSON.stringify(previous.matchers.map(essence))) return false
  switch (silenceStateAt(previous, now)) {
    case 'active':
      return seconds(wanted.startsAt) === seconds(previous.startsAt) && wanted.endsAt.getTime() >= now.getTime()
    case 'pending':
      return wanted.startsAt.getTime() >= now.getTime()
    case 'expired':
      return false
  }
}

const essence = ({ name, operator, value }: Matcher) => [name, operator, value]
/** Clients that keep whole seconds only must be able to send back what they read. */
const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

function silenceProblem({ matchers, startsAt, endsAt }: WantedSilence, now: Date): string | undefined {
  if (startsAt.getTime() >= endsAt.getTime()) return 'Failed to create silence: start time must be before end time'
  if (endsAt.getTime() < now.getTime()) return "Failed to create silence: end time can't be in the past"
  if (matchers.length === 0) return 'silence invalid: at least one matcher required'
  for (const [index, matcher] of matchers.entries()) {
    if (matcher.name === '') return `silence invalid: invalid label matcher ${index}: invalid label name ""`
    const compiled = compileMatchers([matcher])
    if (!compiled.ok) return `silence invalid: invalid label matcher ${index}: ${compiled.problem}`
    // Fits everything that lacks its label, so alone it would make all alerts of everybody quiet.
    if (!compiled.matchers[0]!.fits('')) return undefined
  }
  return 'silence invalid: at least one matcher must not match the empty string'
}
