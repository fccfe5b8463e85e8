/** Who is on from when until when, computed: what is shown, printed, put into calendars and searched for gaps. */
import type { Change, Layer, Rota } from './rota.ts'
import { handOff, turnAt } from './turn/turns.ts'
import { type OnCall, whoIsOn } from './who.ts'
import { openings, type Window } from './window/windows.ts'
import { DAY_MS } from './zone/local-date.ts'
import { joinSpans, type Span, type Spans, spanFrom } from './zone/spans.ts'

/** A stretch of time in which nothing changes. */
export type OnCallSpan = Span & { readonly onCall: OnCall }

/**
 * The stretches of a period, without holes between them: each has other people than the one before it. `from` and `until` are the period's own
 * ends, so the first and the last may be cut.
 */
export function shiftsBetween(rota: Rota, changes: readonly Change[], span: Span): OnCallSpan[] {
  const shifts: (OnCallSpan & { until: number })[] = []
  for (const stretch of stretchesBetween(rota, changes, span)) {
    const last = shifts.at(-1)
    if (last && isSame(last.onCall, stretch.onCall)) last.until = stretch.until
    else shifts.push({ ...stretch })
  }
  return shifts
}

/** The same, cut wherever a layer or a change begins or ends, although the same people may be on before and after. */
export function stretchesBetween(rota: Rota, changes: readonly Change[], { from, until }: Span): OnCallSpan[] {
  const near = touching(changes, { from, until })
  const edges = [from, ...edgesBetween(rota, near, { from, until })]
  return edges.map((at, index) => ({ from: at, until: edges[index + 1] ?? until, onCall: whoIsOn(rota, near, at) }))
}

/** How far ahead a change is looked for. */
const FURTHEST_MS = 400 * DAY_MS

/** When other people are on, or nobody, than at an instant; undefined when not within a year. */
export function nextChange(rota: Rota, changes: readonly Change[], at: number): number | undefined {
  const now = whoIsOn(rota, changes, at)
  let from = at
  for (let days = 2; from < at + FURTHEST_MS; days *= 4) {
    const until = from + days * DAY_MS
    const near = touching(changes, { from, until: until + 1 })
    const edges = edgesBetween(rota, near, { from, until: until + 1 })
    const found = edges.find((edge) => !isSame(now, whoIsOn(rota, near, edge)))
    if (found !== undefined) return found
    from = until
  }
  return undefined
}

const touching = (changes: readonly Change[], { from, until }: Span): readonly Change[] =>
  changes.filter((change) => change.from < until && from < change.until)

const isSame = (one: OnCall, other: OnCall): boolean => loginsOf(one).join('\n') === loginsOf(other).join('\n')

/** The people who are on; nobody in a gap. */
export const loginsOf = (onCall: OnCall): readonly string[] => (onCall.kind === 'gap' ? [] : onCall.logins)

/** Every instant behind `from` at which an answer may change. */
function edgesBetween(rota: Rota, changes: readonly Change[], span: Span): number[] {
  const edges = new Set<number>()
  const add = (at: number | undefined) => {
    if (at !== undefined && at > span.from && at < span.until) edges.add(at)
  }
  for (const layer of rota.layers) addLayerEdges(layer, span, add)
  for (const absence of rota.absences.values()) addSpanEdges(absence, span, add)
  for (const change of [...rota.changes, ...changes]) {
    const spans = change.kind === 'temporary' ? [change, ...change.shifts] : [change]
    for (const { from, until } of spans) for (const at of [from, until]) add(at)
  }
  return [...edges].sort((a, b) => a - b)
}

function addLayerEdges(layer: Layer, span: Span, add: (at: number | undefined) => void): void {
  const { handOffs, zone, windows, during, except, endsAt } = layer
  add(endsAt)
  if (handOffs !== undefined) {
    for (let turn = (turnAt(handOffs, zone, span.from) ?? -1) + 1; ; turn += 1) {
      const at = zone.first(handOff(handOffs, turn))
      if (at >= span.until) break
      add(at)
    }
  }
  if (windows !== undefined) for (const each of openSpans(windows, layer, span)) addEnds(each, add)
  if (during !== undefined) addSpanEdges(during, span, add)
  addSpanEdges(except, span, add)
}

const openSpans = (windows: readonly Window[], { zone }: Layer, span: Span): Spans =>
  joinSpans(openings(windows, zone, span))

function addSpanEdges(spans: Spans, span: Span, add: (at: number) => void): void {
  for (let index = spanFrom(spans, span.from); index < spans.length && spans[index]!.from < span.until; index += 1)
    addEnds(spans[index]!, add)
}

function addEnds({ from, until }: Span, add: (at: number) => void): void {
  add(from)
  add(until)
}
