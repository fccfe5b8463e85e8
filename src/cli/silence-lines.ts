/** A silence on a terminal. Its conditions and its comment are foreign text and shown as such. */
import { matcherText } from '../response/alert/matcher/matcher.ts'
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style, Tone } from '../runbook/report/style.ts'
import { agoWords, momentWords } from '../runbook/report/time-words.ts'
import { plainRow } from './plain-row.ts'

const STATES: Readonly<Record<ShownSilence['state'], { word: string; tone: Tone; sign: 'info' | 'warning' | 'ok' }>> = {
  active: { word: 'ACTIVE', tone: 'yellow', sign: 'warning' },
  pending: { word: 'PENDING', tone: 'blue', sign: 'info' },
  expired: { word: 'EXPIRED', tone: 'dim', sign: 'ok' },
}

const LEAD = ' '.repeat(11)

export const conditionsText = ({ matchers }: Pick<ShownSilence, 'matchers'>): string =>
  matchers.map(matcherText).join(' ')

/** What it keeps quiet; until when, by whom and why; its id, whole, to be copied. */
export function silenceLines(silence: ShownSilence, now: Date, style: Style): string[] {
  const { paint, signs, show, columns } = style
  const { state, startsAt, endsAt, createdBy, comment, id } = silence
  const { word, tone, sign } = STATES[state]
  const width = columns - LEAD.length
  const [first = '', ...more] = wrapTo(show(conditionsText(silence)), width)
  const when =
    state === 'pending'
      ? `from ${momentWords(startsAt)} to ${momentWords(endsAt)}`
      : `${state === 'expired' ? 'ended' : 'until'} ${momentWords(endsAt)} (${agoWords(endsAt, now)})`
  return [
    `${paint(tone, `${signs[sign]} ${word.padEnd(8)}`)} ${paint('bold', first)}`,
    ...more.map((line) => LEAD + paint('bold', line)),
    ...wrapTo(show(`${when} ${signs.dot} ${createdBy}: ${comment}`), width).map((line) => LEAD + paint('dim', line)),
    `  ${id}`,
  ]
}

/** One record a line, fields separated by tabs: id, state, beginning, end, who, conditions, comment. */
export const silencePlain = (silence: ShownSilence, { show }: Style): string => {
  const { id, state, startsAt, endsAt, createdBy, comment } = silence
  return plainRow([id, state, startsAt, endsAt, createdBy, conditionsText(silence), comment], show)
}
