import { labelOf } from '../../../kit/label-set.ts'
import type { Incident } from '../../incident/incident.ts'
import type { Page } from '../page.ts'
import type { TellingAlert } from '../page-desk.ts'

/** Annotations in which teams write what an alert means for people, the plainest first. */
const MEANINGS = ['impact', 'description', 'message', 'summary']
const LONGEST = 300

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)

/** What is known of an incident in a few lines: what it means, what fires, who else has it, why this person was called. */
export function factLines(
  { title, service, alerts, kind, acknowledgedBy, status }: Incident,
  { by, text, userId }: Page,
  telling: TellingAlert | undefined,
): string[] {
  const meaning = MEANINGS.map((name) => (telling ? labelOf(telling.annotations, name) : ''))
    .map((written) => written.replace(/\s+/g, ' ').trim())
    .find((written) => written !== '' && written !== title)
  const { attached, firing } = alerts
  const isOthers = status !== 'open' && acknowledgedBy !== undefined && acknowledgedBy.id !== userId
  const has = isOthers ? `${acknowledgedBy.name} has it already` : undefined
  return [
    ...(kind === 'drill' ? ['This is a drill'] : []),
    ...(text === null ? [] : [text]),
    ...(meaning === undefined ? [] : [meaning]),
    ...(service === undefined ? [] : [`Service: ${service}`]),
    ...(attached === 0 ? [] : [attached === 1 ? `${firing} alert fires` : `${firing} of ${attached} alerts fire`]),
    ...(has === undefined ? [] : [has]),
    `You are called by ${by}`,
  ].map(shortened)
}
