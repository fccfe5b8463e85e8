/** What a Prometheus answers to a query, as lines an operator reads and an expectation is compared with; pure. */

export type PrometheusAnswer =
  | { ok: true; lines: readonly string[]; warnings: readonly string[] }
  | { ok: false; reason: string }

/** One line a value: `up{job="api"} 1`; a value without labels, as sums have, stands alone. */
export function readPrometheusAnswer(text: string, httpStatus: number): PrometheusAnswer {
  const answer = parsed(text)
  if (!isRecord(answer) || typeof answer.status !== 'string')
    return { ok: false, reason: `HTTP ${httpStatus}, and no answer of a Prometheus` }
  if (answer.status !== 'success') {
    const kind = typeof answer.errorType === 'string' ? `${answer.errorType}: ` : ''
    return { ok: false, reason: `${kind}${typeof answer.error === 'string' ? answer.error : 'it gives no reason'}` }
  }
  const data = isRecord(answer.data) ? answer.data : {}
  const lines = linesOf(data.resultType, data.result)
  if (!lines) return { ok: false, reason: `a result of the kind ${String(data.resultType)} is not known` }
  const warnings = [answer.warnings, answer.infos].flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
  return { ok: true, lines, warnings }
}

function linesOf(kind: unknown, result: unknown): readonly string[] | undefined {
  if ((kind === 'scalar' || kind === 'string') && Array.isArray(result)) return [String(result[1])]
  if (!Array.isArray(result)) return undefined
  const series = result.filter(isRecord)
  if (kind === 'vector') return series.map((each) => sample(each.metric, textOfValue(each.value ?? each.histogram)))
  if (kind !== 'matrix') return undefined
  return series.flatMap((each) =>
    (Array.isArray(each.values) ? each.values : []).map((value: unknown) =>
      sample(each.metric, `${textOfValue(value)} @${Array.isArray(value) ? value[0] : ''}`),
    ),
  )
}

const textOfValue = (value: unknown): string =>
  Array.isArray(value) ? (typeof value[1] === 'string' ? value[1] : JSON.stringify(value[1])) : ''

function sample(metric: unknown, value: string): string {
  const { __name__: name = '', ...labels } = isRecord(metric) ? metric : {}
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(String(text))}`)
  const head = `${String(name)}${pairs.length > 0 ? `{${pairs.join(', ')}}` : ''}`
  return head === '' ? value : `${head} ${value}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
