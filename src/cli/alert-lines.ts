/** An alert on a terminal. Summaries and labels are foreign text and shown as such. */
import { labelsText } from '../response/alert/routing/group-key.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { counted, type Style, type Tone } from '../runbook/report/style.ts'
import { agoWords } from '../runbook/report/time-words.ts'
import type { ShownAlert } from './alert-client.ts'
import { plainRow } from './plain-row.ts'

type Standing = 'firing' | 'snoozed' | 'acked' | 'resolved'

const STANDINGS: Readonly<Record<Standing, { word: string; tone: Tone; sign: 'error' | 'warning' | 'info' | 'ok' }>> = {
  firing: { word: 'FIRING', tone: 'red', sign: 'error' },
  snoozed: { word: 'SNOOZED', tone: 'blue', sign: 'info' },
  acked: { word: 'ACKED', tone: 'yellow', sign: 'warning' },
  resolved: { word: 'RESOLVED', tone: 'green', sign: 'ok' },
}

/** What a person is told first: being put off hides neither that it fires nor that somebody has it, which the facts say. */
export function standingOf({ state, snoozedUntil }: ShownAlert): Standing {
  if (state === 'resolved') return 'resolved'
  if (snoozedUntil !== null) return 'snoozed'
  return state === 'acknowledged' ? 'acked' : 'firing'
}

const LEAD = ' '.repeat(11)

/** What it is; since when, who has it, until when it is put off; in a list also its labels. */
export function alertLines(alert: ShownAlert, now: Date, style: Style, withLabels = true): string[] {
  const { paint, signs, show, columns } = style
  const { word, tone, sign } = STANDINGS[standingOf(alert)]
  const width = columns - LEAD.length
  const [first = '', ...more] = wrapTo(show(`#${alert.number} ${alert.severity} ${alert.summary}`), width)
  const labels = withLabels ? [labelsText(alert.labels)] : []
  const facts = [...labels, ...factsOf(alert, now)].map(show).join(` ${signs.dot} `)
  return [
    `${paint(tone, `${signs[sign]} ${word.padEnd(8)}`)} ${paint('bold', first)}`,
    ...more.map((line) => LEAD + paint('bold', line)),
    ...wrapTo(facts, width).map((line) => LEAD + paint('dim', line)),
  ]
}

function factsOf(alert: ShownAlert, now: Date): string[] {
  const { startsAt, endsAt, acknowledgedAt, acknowledgedBy, snoozedUntil, count, episode, state } = alert
  return [
    `began ${agoWords(startsAt, now)}`,
    ...(state === 'resolved' && endsAt !== null ? [`over ${agoWords(endsAt, now)}`] : []),
    ...(acknowledgedAt === null ? [] : [`${acknowledgedBy ?? 'somebody'} took it ${agoWords(acknowledgedAt, now)}`]),
    ...(snoozedUntil === null ? [] : [`heard of again ${agoWords(snoozedUntil, now)}`]),
    ...(count > 1 ? [counted(count, 'signal')] : []),
    ...(episode > 1 ? [`for the ${ordinal(episode)} time`] : []),
  ]
}

function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13
  return `${count}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`
}

/** One record a line, fields separated by tabs: number, severity, standing, beginning, labels, summary. */
export const alertPlain = (alert: ShownAlert, { show }: Style): string =>
  plainRow(
    [alert.number, alert.severity, standingOf(alert), alert.startsAt, labelsText(alert.labels), alert.summary],
    show,
  )
