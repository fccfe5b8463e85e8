/** What being on call was like: calls on people, when they were, and how soon they answered. */
import type { PageEnd } from '../page.ts'

/** One call on a person, as far as a report asks. */
export interface DutyPage {
  readonly login: string
  readonly incident: string
  /** From when on they were to be told. */
  readonly at: Date
  readonly endedAt: Date | undefined
  readonly ended: PageEnd | 'open'
}

/** One turn of a person, as it was recorded. */
export interface DutyShift {
  readonly schedule: string
  readonly login: string
  readonly from: Date
  readonly until: Date
}

/** Hours by the wall clock of a person, 0 to 24, from midnight. */
export type WallHour = (login: string, at: Date) => number

const NIGHT_FROM = 22
const NIGHT_TO = 7

/** Between ten in the evening and seven in the morning, where the person lives. */
export const isNight = (hour: number): boolean => hour >= NIGHT_FROM || hour < NIGHT_TO
