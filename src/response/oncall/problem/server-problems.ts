/** What is wrong with who is on call that only a server can see: who can sign in, and how they are reached. */
import type { Person } from '../desk.ts'
import type { Rota } from '../rota.ts'
import { loginsOf, type OnCallSpan } from '../shifts.ts'
import type { Spans } from '../zone/spans.ts'

/** How somebody can be reached; asked of the part that sends messages. */
export interface ReachablePerson {
  readonly userId: string
  /** There is a verified way whose channel is in the settings. */
  readonly isReachable: boolean
  /** When a message last provably reached them; undefined: never. */
  readonly lastProvenAt: Date | undefined
}

export type Reachability = (userIds: readonly string[]) => Promise<readonly ReachablePerson[]>

export interface ServerProblem {
  readonly code:
    | 'oncall/unknown-login'
    | 'oncall/nobody-reachable'
    | 'oncall/unreachable-person'
    | 'oncall/unproven-channel'
    | 'oncall/gap'
  readonly severity: 'error' | 'warning'
  readonly schedule: string
  readonly login: string | null
  /** From when it matters; null is now. */
  readonly from: Date | null
  readonly message: string
}

/** A channel that was not proven for so long may not work any more. */
const PROVEN_MS = 30 * 86_400_000

export interface LookedAt {
  readonly rota: Rota
  /** Everybody the schedule names. */
  readonly named: readonly string[]
  /** Who is on in the time ahead. */
  readonly spans: readonly OnCallSpan[]
  /** When somebody has to be on and nobody is. */
  readonly gaps: Spans
  readonly people: ReadonlyMap<string, Person>
  /** By the id of the user; undefined where nothing can be asked. */
  readonly reachable: ReadonlyMap<string, ReachablePerson> | undefined
  readonly now: number
}

/** The problems of one schedule, the worst first. */
export function serverProblems(looked: LookedAt): ServerProblem[] {
  const { rota, named, people } = looked
  const unknown = named
    .filter((login) => !people.has(login))
    .map((login): ServerProblem => {
      const message = `"${login}" is in "${rota.name}", but nobody with that login can sign in`
      return { ...at(rota, login), code: 'oncall/unknown-login', severity: 'error', message }
    })
  return [...unknown, ...reachProblems(looked), ...gapProblem(looked)]
}

const at = ({ name }: Rota, login: string | null, from: Date | null = null) => ({ schedule: name, login, from })

function gapProblem({ rota, gaps: [gap] }: LookedAt): ServerProblem[] {
  if (!gap) return []
  const from = new Date(gap.from)
  const message = `nobody is on call on "${rota.name}" from ${from.toISOString()} to ${new Date(gap.until).toISOString()}`
  return [{ ...at(rota, null, from), code: 'oncall/gap', severity: 'warning', message }]
}

function reachProblems({ rota, spans, people, reachable, now }: LookedAt): ServerProblem[] {
  if (!reachable) return []
  const of = (login: string) => reachable.get(people.get(login)?.id ?? '')
  const dead = spans.find(
    ({ onCall }) => onCall.kind === 'people' && onCall.logins.every((login) => of(login)?.isReachable !== true),
  )
  const soon = [...new Set(spans.flatMap(({ onCall }) => loginsOf(onCall)))].filter((login) => people.has(login))
  return [
    ...(dead
      ? [
          {
            ...at(rota, null, new Date(dead.from)),
            ...({ code: 'oncall/nobody-reachable', severity: 'error' } as const),
            message: `nobody who is on call on "${rota.name}" from ${new Date(dead.from).toISOString()} can be reached`,
          },
        ]
      : []),
    ...soon.flatMap((login): ServerProblem[] => {
      const person = of(login)
      if (person?.isReachable !== true) {
        const message = `"${login}" is on call on "${rota.name}" and has no verified way to be reached`
        return [{ ...at(rota, login), code: 'oncall/unreachable-person', severity: 'error', message }]
      }
      const proven = person.lastProvenAt
      if (proven && now - proven.getTime() < PROVEN_MS) return []
      const since = proven ? `not since ${proven.toISOString().slice(0, 10)}` : 'never'
      const message = `no message provably reached "${login}", who is on call on "${rota.name}": ${since}`
      return [{ ...at(rota, login), code: 'oncall/unproven-channel', severity: 'warning', message }]
    }),
  ]
}
