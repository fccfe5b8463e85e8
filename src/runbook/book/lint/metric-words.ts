/** Words for the same thing, replaced before metrics are compared. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/\b(?:response|request|resolution) (?:time|duration|latency)\b|\blatenc(?:y|ies)\b/g, 'latency'],
  [/\b(?:95th|p95)(?: percentile)?\b/g, 'p95'],
  [/\b(?:99th|p99)(?: percentile)?\b/g, 'p99'],
  [/\bhit (?:rate|ratio)\b/g, 'hit'],
  [/\b(?:ram|memory|mem|rss)\b/g, 'memory'],
  [/\bdisk space\b/g, 'disk'],
  [/\berrors?\b|\b5xx\b/g, 'error'],
  [/\b(?:uptime|availability|available|down|up)\b/g, 'availability'],
]
/** Words that say how a thing is measured, not what. */
const MEASURES = new Set(
  (
    'rate ratio usage utilization utilisation size current total full limit capacity percent percentage level count number average avg ' +
    'max high low normal is the of in a an for to over per and request requests service overall used'
  ).split(' '),
)

/**
 * What a metric's name is about, as a set of words: `Response Time (P95)` and `P95 latency` are the same set.
 * Numbers, units and words of measuring are left out.
 */
export function metricWords(name: string): ReadonlySet<string> {
  let text = name.toLowerCase().replace(/[^\p{L}\p{N}/%]+/gu, ' ')
  for (const [pattern, word] of SAME) text = text.replace(pattern, ` ${word} `)
  return new Set(text.split(/[\s/%]+/).filter((word) => word !== '' && !/^\d/.test(word) && !MEASURES.has(word)))
}

/** True when two names are about the same metric: one says no more than the other, and they agree on the percentile. */
export function sameMetric(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return false
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  if (![...few].every((word) => many.has(word))) return false
  const percentile = (words: ReadonlySet<string>) => [...words].find((word) => /^p\d\d/.test(word))
  // "latency" alone does not say which percentile; a percentile alone is no metric.
  return percentile(a) === percentile(b) && ![...few].every((word) => /^p\d\d/.test(word))
}
