/** Words for what incidents are and promise. */
import type { Incident } from '../../../src/http/contract.ts'
import type { Tone } from '../../ui/status.tsx'
import { span } from '../../ui/time-words.ts'

const STATUS_TONES: Readonly<Record<Incident['status'], Tone>> = {
  ...{ open: 'bad', acknowledged: 'warning', mitigated: 'good', resolved: 'good', merged: 'quiet' },
}
export const statusTone = (status: Incident['status']): Tone => STATUS_TONES[status]

const STATUS_WORDS: Readonly<Record<Incident['status'], string>> = {
  ...{ open: 'nobody has it', acknowledged: 'acked', mitigated: 'mitigated', resolved: 'resolved', merged: 'merged' },
}
export const statusWords = (status: Incident['status']): string => STATUS_WORDS[status]

export const isOver = ({ status }: Pick<Incident, 'status'>): boolean => status === 'resolved' || status === 'merged'

/** How long it goes on, or went on. */
export function duration({ openedAt, reopenedAt, resolvedAt }: Incident, now: number): string {
  const start = Date.parse(reopenedAt ?? openedAt)
  return span((resolvedAt === null ? now : Date.parse(resolvedAt)) - start)
}

/** Who leads it: the commander, else whoever acked it. */
export function ownerOf({ roles, acknowledgedBy }: Incident): { id: string; name: string } | undefined {
  const commander = roles.find(({ role }) => role === 'commander')?.holder
  return commander ?? acknowledgedBy ?? undefined
}

/** Whether somebody has a part in it: they lead it, or hold or are offered a role. */
export const isOf = (incident: Incident, person: string): boolean =>
  incident.acknowledgedBy?.id === person ||
  incident.roles.some(({ holder, offer }) => holder?.id === person || offer?.to.id === person)

type Clock = Incident['clocks'][number]

const CLOCKS: Readonly<Record<Clock['kind'], string>> = {
  ...{ acknowledge: 'Ack', 'first-update': 'First status', update: 'Next status', mitigation: 'Mitigation' },
}

export interface ClockWords {
  readonly what: string
  readonly words: string
  readonly tone: Tone
}

/** A promise in words: `due in 4m`, `2m over`, `kept`. What was fetched a while ago goes on counting. */
export function clockWords({ kind, state, startedAt, dueAt, metAt }: Clock, now: number): ClockWords {
  const what = CLOCKS[kind]
  if (metAt !== null && dueAt !== null)
    return state === 'met-late'
      ? { what, words: `kept ${span(Date.parse(metAt) - Date.parse(dueAt))} late`, tone: 'warning' }
      : { what, words: `kept after ${span(Date.parse(metAt) - Date.parse(startedAt))}`, tone: 'good' }
  if (metAt !== null) return { what, words: `after ${span(Date.parse(metAt) - Date.parse(startedAt))}`, tone: 'good' }
  if (dueAt === null || state === 'stopped') return { what, words: 'no time promised', tone: 'quiet' }
  const left = Date.parse(dueAt) - now
  if (left <= 0) return { what, words: `${span(-left)} over`, tone: 'bad' }
  return { what, words: `due in ${span(left)}`, tone: isAtRisk({ state, startedAt, dueAt }, now) ? 'warning' : 'quiet' }
}

/** The server warns at 80 % of the time; so does the page between two looks at it. */
function isAtRisk({ state, startedAt, dueAt }: Pick<Clock, 'state' | 'startedAt'> & { dueAt: string }, now: number) {
  const [start, due] = [Date.parse(startedAt), Date.parse(dueAt)]
  return state === 'at-risk' || now - start >= 0.8 * (due - start)
}

/** The promise whose time ends first, or ended first. */
export const nextClock = ({ clocks }: Incident): Clock | undefined =>
  clocks
    .filter(({ metAt, dueAt, state }) => metAt === null && dueAt !== null && state !== 'stopped')
    .sort((one, other) => Date.parse(one.dueAt!) - Date.parse(other.dueAt!))[0]

/** A promise is broken, or soon will be. */
export function isClockAtRisk(incident: Incident, now: number): boolean {
  const clock = isOver(incident) ? undefined : nextClock(incident)
  const tone = clock && clockWords(clock, now).tone
  return tone === 'warning' || tone === 'bad'
}
