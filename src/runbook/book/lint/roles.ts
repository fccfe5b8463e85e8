import type { Repository } from '../book.ts'
import type { Contact, Page } from '../page.ts'
import { perRepository } from './per-repository.ts'

/** A role that a page relies on: to lead an incident, to be escalated to. */
export interface RoleUse {
  /** As written, without conditions: `Communications Lead`. */
  role: string
  line: number
}

const REACHABLE: ReadonlySet<Contact['kind']> = new Set(['email', 'phone', 'channel'])
const IS_ROLE =
  /\b(?:commander|lead|leader|manager|director|engineer|officer|owner|vp|cto|cio|ciso|ceo|head|dba|experts?|coordinator|liaison|on-?call|team|administrators?|architect)\b/i
const IS_ACTION =
  /^(?:collect|check|review|consult|document|notify|open|create|restart|contact|if|run|call|send|update|verify|see)\b/i

/** The role in a text such as `Platform engineer (on-call)` or `CISO if compromise suspected`; undefined for actions. */
export function roleIn(text: string): string | undefined {
  const plain = text
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+(?:if|when|for|via|within|and|\+|or|via)\s.*$/i, '')
    .replace(/[.,;:]+\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  const words = plain.split(' ').length
  return plain !== '' && words <= 5 && IS_ROLE.test(plain) && !IS_ACTION.test(plain) && !/^(?:the )?team$/i.test(plain)
    ? plain
    : undefined
}

/** A role to compare with: `On-Call Engineer`, `on-call team` and `On-call` are one. */
export function roleKey(role: string): string {
  const plain = role
    .toLowerCase()
    .replace(/\([^()]*\)/g, ' ')
    .replace(/on[\s-]?call/g, 'oncall')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  // What stands last says only that people are meant: `platform team` is platform, but `team lead` is a lead.
  const bare = plain.replace(/^the /, '').replace(/(?: (?:engineers?|teams?|support|members?|contacts?|person))+$/, '')
  return (bare === '' ? plain : bare).replace(/s$/, '')
}

/** Whom a repository says how to reach. */
export interface Reachable {
  /** Keys of roles that a contact is given for. */
  roles: ReadonlySet<string>
  /** Keys of channels and addresses, which are often called what their readers are: `#team-shop`. */
  names: ReadonlySet<string>
}

/** Everyone for whom some page of the repository gives a contact. */
export const reachableRoles: (repository: Repository) => Reachable = perRepository(({ pages }) => {
  const roles = new Set<string>()
  const names = new Set<string>()
  for (const { role, kind, contact } of pages.flatMap(({ contacts }) => contacts)) {
    if (REACHABLE.has(kind) || /pagerduty|opsgenie/i.test(contact)) roles.add(roleKey(role))
    if (kind === 'channel' || kind === 'email') names.add(roleKey(contact.replace(/^[#@]/, '').replace(/@.*$/, '')))
  }
  return { roles, names }
})

/** True when a role, or the team or person it is part of, can be reached; a name counts only as a whole. */
export function isReachable(role: string, { roles, names }: Reachable): boolean {
  const key = roleKey(role)
  if (key === '' || roles.has(key) || names.has(key)) return true
  const words = key.split(' ')
  return [...roles].some((other) => {
    const others = other.split(' ')
    return others.every((word) => words.includes(word)) || words.every((word) => others.includes(word))
  })
}

/** The roles a page relies on, each once: those it describes as roles of an incident, and those it escalates to. */
export function rolesOf(page: Page): RoleUse[] {
  const uses = new Map<string, RoleUse>()
  const add = (text: string, line: number) => {
    const role = roleIn(text)
    if (role !== undefined && !uses.has(roleKey(role))) uses.set(roleKey(role), { role, line })
  }
  for (const section of page.document.sections) {
    if (
      !/^(?:\d+\.?\s+)?(?:incident )?(?:response )?(?:team )?roles(?: (?:and|&) responsibilities)?$/i.test(
        section.title,
      )
    )
      continue
    for (const child of section.children) add(child.title, child.line)
  }
  for (const { steps, line } of page.escalations) for (const { to } of steps) add(to, line)
  return [...uses.values()]
}
