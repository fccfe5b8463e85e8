/** The parts of `opsbook alert view`. */
import type { LabelSet } from '../kit/label-set.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { counted, type Style } from '../runbook/report/style.ts'
import { agoWords, durationWords, momentWords } from '../runbook/report/time-words.ts'
import type { AlertEventLine, AlertPlace, ShownAlert, ShownRouting } from './alert-client.ts'
import { incidentLines, type ShownSuggestion } from './incident-lines.ts'
import { shellWord } from './shell-word.ts'

/** A paragraph of foreign text below a heading; what does not fit goes on deeper. */
export const indented = (text: string, { show, columns }: Style, by = 2): string[] =>
  wrapTo(show(text), columns - by - 2).map((line, at) => ' '.repeat(at === 0 ? by : by + 2) + line)

export const labelLines = (labels: LabelSet, style: Style): string[] =>
  Object.entries(labels).flatMap(([name, value]) => indented(`${name}: ${value}`, style))

export const placeLines = (places: readonly AlertPlace[], now: Date, style: Style): string[] =>
  places.flatMap(({ incident, detachedAt }) => [
    ...incidentLines(incident, now, style),
    ...(detachedAt === null ? [] : indented(`it was taken out of this one ${agoWords(detachedAt, now)}`, style, 12)),
  ])

export const episodeLines = (episodes: readonly ShownAlert[], now: Date, style: Style): string[] =>
  episodes.flatMap(({ number, startsAt, endsAt, acknowledgedBy, state }) => {
    const took = endsAt === null ? '' : `, for ${durationWords((Date.parse(endsAt) - Date.parse(startsAt)) / 1000)}`
    const by = acknowledgedBy === null ? '' : `, ${acknowledgedBy} had it`
    return indented(
      `#${number} began ${agoWords(startsAt, now)}${state === 'resolved' ? took : ', and fires'}${by}`,
      style,
    )
  })

export const eventLines = (events: readonly AlertEventLine[], style: Style): string[] =>
  events.flatMap(({ at, action, outcome, why, actor, note, until }) => {
    const what = action === 'trigger' || outcome.startsWith(action) ? outcome : `${action}: ${outcome}`
    const facts = [
      what,
      ...(until === null ? [] : [`until ${momentWords(until)}`]),
      ...(why === null ? [] : [`(${why})`]),
    ]
    const by = actor === null ? '' : ` by ${actor}`
    return indented(`${momentWords(at)}  ${facts.join(' ')}${by}${note === null ? '' : `: ${note}`}`, style)
  })

export interface Surroundings {
  readonly incidents: readonly AlertPlace[]
  readonly suggestions: readonly ShownSuggestion[]
  readonly routing: ShownRouting
}

/** Command lines somebody is likely to want now, the likeliest first. */
export function alertNext(alert: ShownAlert, { incidents, suggestions, routing }: Surroundings): string[] {
  const current = incidents.find(({ detachedAt, incident }) => detachedAt === null && incident.resolvedAt === null)
  const suggested = suggestions.find(({ procedure }) => procedure !== null)
  if (alert.state === 'resolved') {
    const last = incidents.find(({ detachedAt }) => detachedAt === null)
    return last ? [`opsbook incident view ${last.incident.number}`] : []
  }
  const { number } = alert
  return [
    ...(alert.state === 'open' ? [`opsbook alert ack ${number}`] : []),
    ...(current && suggested
      ? [`opsbook run --incident ${current.incident.number} ${shellWord(`${suggested.file}#${suggested.procedure}`)}`]
      : []),
    ...(current ? [`opsbook incident view ${current.incident.number}`] : []),
    ...(alert.snoozedUntil === null
      ? [`opsbook alert snooze ${number} --duration 1h`]
      : [`opsbook alert snooze ${number} --off`]),
    ...routing.silencedBy.slice(0, 1).map(({ id }) => `opsbook silence view ${id}`),
  ]
}

/** How many alerts a thing is about, and the first of them. */
export const fittingLines = (
  { count, alerts }: { count: number; alerts: readonly ShownAlert[] },
  most: number,
  style: Style,
): string[] => [
  ...alerts
    .slice(0, most)
    .flatMap(({ number, severity, summary }) => indented(`#${number} ${severity} ${summary}`, style)),
  ...(count > Math.min(most, alerts.length)
    ? [`  and ${counted(count - Math.min(most, alerts.length), 'more', 'more')}`]
    : []),
]
