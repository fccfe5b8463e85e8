/** A stretch of time: its end is not inside. Instants, as milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** Stretches of time that do not touch each other, in order. */
export type Spans = readonly Span[]

/** Puts stretches in order and joins those that overlap or touch; empty ones vanish. */
export function joinSpans(spans: readonly Span[]): Spans {
  const ordered = spans.filter(({ from, until }) => from < until).sort((a, b) => a.from - b.from)
  const joined: { from: number; until: number }[] = []
  for (const { from, until } of ordered) {
    const last = joined.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else joined.push({ from, until })
  }
  return joined
}

/** The first stretch that ends behind an instant: the one it is in, or the next. */
export function spanFrom(spans: Spans, at: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.until <= at) low = middle + 1
    else high = middle
  }
  return low
}

export const isInside = (spans: Spans, at: number): boolean => {
  const span = spans[spanFrom(spans, at)]
  return span !== undefined && span.from <= at
}
