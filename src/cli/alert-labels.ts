/**
 * Labels of an alert as Prometheus and Alertmanager write it: one alert, a list with one, or a notification of a webhook.
 * Of several alerts only what all of them share is taken: nobody can say which of them is meant. Nothing for other text.
 */
export function alertLabels(text: string): Readonly<Record<string, string>> | undefined {
  const alerts = alertsOf(parsed(text))
  const labels = alerts?.map((alert) => (isRecord(alert) && isRecord(alert.labels) ? alert.labels : undefined))
  if (!labels || labels.length === 0 || labels.includes(undefined)) return undefined
  const [first, ...others] = labels as Readonly<Record<string, unknown>>[]
  const shared = Object.entries(first!).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      others.every((each) => Object.hasOwn(each, entry[0]) && each[entry[0]] === entry[1]),
  )
  return Object.fromEntries(shared)
}

function alertsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isRecord(value)) return undefined
  return Array.isArray(value.alerts) ? value.alerts : [value]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
