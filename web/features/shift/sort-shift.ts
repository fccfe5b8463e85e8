import type { Incident } from '../../../src/http/contract.ts'
import { isClockAtRisk, isOf } from '../incident/incident-words.ts'

export interface Needed {
  readonly incident: Incident
  /** In words, the most pressing first. */
  readonly why: readonly string[]
}

/** What its status says already. */
export const NOBODY = 'Nobody has it'
/** A word that is owed so soon is thought of now. */
const SOON_MS = 5 * 60_000
const SEVERITIES = ['P0', 'P1', 'P2', 'P3']

/** What waits for one person, and what others already do. Worst first, then the oldest: nothing new pushes aside what somebody looks at. */
export function sortShift(
  incidents: readonly Incident[],
  me: string,
  now: number,
): { readonly needsMe: readonly Needed[]; readonly others: readonly Incident[] } {
  const all = [...incidents].sort(byUrgency).map((incident) => ({ incident, why: reasons(incident, me, now) }))
  return {
    needsMe: all.filter(({ why }) => why.length > 0),
    others: all.filter(({ why }) => why.length === 0).map(({ incident }) => incident),
  }
}

const byUrgency = (one: Incident, other: Incident): number =>
  Number(other.status === 'open') - Number(one.status === 'open') ||
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
  Date.parse(one.openedAt) - Date.parse(other.openedAt)

function reasons(incident: Incident, me: string, now: number): string[] {
  const { status, roles, updateDue } = incident
  const offered = roles.find(({ offer }) => offer?.to.id === me)
  const due = updateDue?.owers.includes(me) ? Date.parse(updateDue.dueAt) : undefined
  return [
    ...(status === 'open' ? [NOBODY] : []),
    ...(offered ? [`You are offered the role ${offered.role}`] : []),
    ...(due !== undefined && due - now < SOON_MS ? [due <= now ? 'Your status is overdue' : 'Your status is due'] : []),
    ...(isClockAtRisk(incident, now) ? ['A promise is at risk'] : []),
    ...(isOf(incident, me) ? ['You have it'] : []),
  ]
}
