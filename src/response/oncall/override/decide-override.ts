import { type OncallRefusal, refuseAct } from '../desk.ts'
import type { Change, Rota, Shift } from '../rota.ts'
import { loginsOf, type OnCallSpan, shiftsBetween } from '../shifts.ts'
import { type Span, spanFrom } from '../zone/spans.ts'

/** What somebody wants of a schedule for a time. */
export type WantedOverride = Span &
  (
    | { readonly kind: 'add' | 'remove'; readonly people: readonly string[] }
    | { readonly kind: 'replace'; readonly person: string | undefined; readonly people: readonly string[] }
    | { readonly kind: 'temporary'; readonly name: string; readonly shifts: readonly Shift[] }
  )

const MOST_MS = 366 * 86_400_000

/** An override that may be made, cut to what is still to come; or why not. `known` are logins of people who can come in. */
export function decideOverride(
  wanted: WantedOverride,
  { id, now, known }: { id: string; now: number; known: ReadonlySet<string> },
): { readonly do: 'make'; readonly change: Change } | OncallRefusal {
  const strange = namesOf(wanted).find((login) => !known.has(login))
  if (strange !== undefined)
    return refuseAct('oncall/unknown-person', `there is nobody with the login "${strange}" who can sign in`)
  if (wanted.until <= wanted.from) return refuseAct('oncall/invalid', 'the end is not after the beginning')
  if (wanted.until <= now) return refuseAct('oncall/over', 'it would be over already: what was cannot be changed')
  if (wanted.until - wanted.from > MOST_MS)
    return refuseAct('oncall/invalid', 'longer than a year', 'Change the schedule in the settings instead')
  // Whom it removes may be gone already; whoever it brings must be there.
  return { do: 'make', change: { ...wanted, id, from: Math.max(wanted.from, now) } }
}

/** Logins that would be on by it. */
function namesOf(wanted: WantedOverride): readonly string[] {
  if (wanted.kind === 'temporary') return wanted.shifts.flatMap(({ people }) => people)
  return wanted.kind === 'remove' ? [] : wanted.people
}

/** A stretch in which other people are on than before. */
export interface Difference extends Span {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** What a change of a schedule changes, before it is made. */
export function differences(
  rota: Rota,
  { before, after }: { before: readonly Change[]; after: readonly Change[] },
  span: Span,
): Difference[] {
  const [was, is] = [shiftsBetween(rota, before, span), shiftsBetween(rota, after, span)]
  const edges = [...new Set([...was, ...is].map(({ from }) => from))].sort((a, b) => a - b)
  return edges.flatMap((from, index) => {
    const until = edges[index + 1] ?? span.until
    const [one, other] = [loginsAt(was, from), loginsAt(is, from)]
    return one.join('\n') === other.join('\n') ? [] : [{ from, until, before: one, after: other }]
  })
}

const loginsAt = (spans: readonly OnCallSpan[], at: number): readonly string[] =>
  loginsOf(spans[spanFrom(spans, at)]!.onCall)

/** People who are on at other times by it: they are to hear of it. */
export const affectedBy = (found: readonly Difference[]): readonly string[] =>
  [
    ...new Set(
      found.flatMap(({ before, after }) => [
        ...before.filter((login) => !after.includes(login)),
        ...after.filter((login) => !before.includes(login)),
      ]),
    ),
  ].sort()
