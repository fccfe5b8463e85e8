/** A book's escalation matrix → the part of `opsbook.yaml` that carries it out. Roles become schedules, which somebody has to fill. */
import type { Repository } from '../../../runbook/book/book.ts'
import { prometheusDuration } from '../../alert/settings/prometheus-duration.ts'
import type { Severity } from '../../incident/severity.ts'
import { type MatrixRow, roleName } from './matrix.ts'

export interface ImportedPolicies {
  readonly paging: {
    readonly policies: Readonly<Record<string, ImportedPolicy>>
    readonly routes: readonly { readonly severity: readonly Severity[]; readonly policy: string }[]
  }
  /** Roles that became schedules, where they stand, and what the book says of how to reach them. */
  readonly roles: readonly {
    readonly schedule: string
    readonly role: string
    readonly place: string
    readonly contact: string | undefined
  }[]
}

interface ImportedPolicy {
  readonly steps: readonly { readonly after?: string; readonly notify: readonly { readonly schedule: string }[] }[]
  readonly fallback: readonly { readonly schedule: string }[]
}

export function policiesOfMatrix(rows: readonly MatrixRow[], repositories: readonly Repository[]): ImportedPolicies {
  const policies: Record<string, ImportedPolicy> = {}
  const severities = new Map<string, Severity[]>()
  const names = new Map<string, string>()
  for (const row of rows) {
    const policy = policyOf(row)
    const same = JSON.stringify(policy)
    const name = names.get(same) ?? row.severity.toLowerCase()
    names.set(same, name)
    policies[name] = policy
    severities.set(name, [...(severities.get(name) ?? []), row.severity])
  }
  return {
    paging: { policies, routes: [...severities].map(([policy, severity]) => ({ severity, policy })) },
    roles: rolesOf(rows, repositories),
  }
}

function policyOf({ steps }: MatrixRow): ImportedPolicy {
  const waves: { at: number; roles: string[] }[] = []
  for (const { role, afterSeconds } of steps) {
    const last = waves.at(-1)
    if (last?.at === afterSeconds) last.roles.push(roleName(role))
    else waves.push({ at: afterSeconds, roles: [roleName(role)] })
  }
  const notify = (roles: readonly string[]) => [...new Set(roles)].map((schedule) => ({ schedule }))
  return {
    steps: waves.map(({ at, roles }, index) => {
      const waits = at - (waves[index - 1]?.at ?? 0)
      return { ...(waits > 0 ? { after: prometheusDuration(waits * 1_000) } : {}), notify: notify(roles) }
    }),
    fallback: notify(waves.at(-1)!.roles),
  }
}

function rolesOf(rows: readonly MatrixRow[], repositories: readonly Repository[]): ImportedPolicies['roles'] {
  const contacts = repositories.flatMap(({ pages }) => pages.flatMap((page) => page.contacts))
  const known = new Map<string, ImportedPolicies['roles'][number]>()
  for (const { steps, file, line } of rows)
    for (const { role } of steps) {
      const schedule = roleName(role)
      if (known.has(schedule)) continue
      const contact = contacts.find((each) => roleName(each.role) === schedule)?.contact
      known.set(schedule, { schedule, role, place: `${file}:${line}`, contact })
    }
  return [...known.values()]
}
