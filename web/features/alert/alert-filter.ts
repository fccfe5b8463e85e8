/** What a list of alerts shows, as its address says it. */

export const STATES = [
  ['firing', 'Firing'],
  ['open', 'Nobody has it'],
  ['acknowledged', 'Acked'],
  ['resolved', 'Resolved'],
  ['all', 'All'],
] as const
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const
/** Labels one groups by; any other name in the address works too. */
export const GROUPINGS = ['alertname', 'service'] as const

export interface AlertFilter {
  readonly state: string
  readonly severity: string | undefined
  /** Conditions on labels, as typed. */
  readonly filter: string | undefined
  readonly by: string | undefined
}

export function readFilter(query: URLSearchParams): AlertFilter {
  const state = query.get('state') ?? ''
  return {
    state: STATES.some(([id]) => id === state) ? state : 'firing',
    severity: SEVERITIES.find((each) => each === query.get('severity')),
    filter: query.get('filter') ?? undefined,
    by: query.get('by') ?? undefined,
  }
}

/** One condition as the API reads it; whatever the value is, it is one value. */
export const conditionOf = (name: string, value: string): string => `${quoted(name)}=${quoted(value)}`

const quoted = (text: string): string =>
  /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** Conditions with one more. */
export const withCondition = (filter: string | undefined, name: string, value: string): string => {
  const one = name === '' ? '' : conditionOf(name, value)
  const inner = (filter ?? '').trim().replace(/^\{(.*)\}$/s, '$1')
  return inner === '' ? one : `${inner},${one}`
}

/** The address of such a list. */
export function alertsPath({ state, severity, filter, by }: Partial<AlertFilter>): string {
  const query = new URLSearchParams()
  if (state !== undefined && state !== 'firing') query.set('state', state)
  for (const [name, value] of Object.entries({ severity, filter, by }))
    if (value !== undefined && value !== '') query.set(name, value)
  const text = query.toString()
  return text === '' ? '/alerts' : `/alerts?${text}`
}
