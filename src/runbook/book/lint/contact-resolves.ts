import type { Repository } from '../book.ts'
import type { Contact, Escalation, Page } from '../page.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import { isReachable, reachableRoles, roleIn, roleKey, rolesOf } from './roles.ts'
import type { Rule } from './rule.ts'
import { severityKeys } from './severity-index.ts'
import { inWords } from './time-words.ts'

/** Contacts are real, agree with each other, and exist for every role that pages rely on. */
export const contactResolves: Rule = {
  id: 'RB403',
  name: 'contact-resolves',
  summary: 'Contacts are no placeholders, do not contradict each other, and exist for each role that is escalated to.',
  why:
    'An address at example.com or a number with 555-01 reaches nobody. Neither does a role that the escalation names ' +
    'and no page gives a way to reach. Two addresses for one channel or role mean that one of them is no longer read.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off', reference: 'info' },
  examples: [
    {
      title: 'A placeholder address',
      bad: page('# Outage', '', '## Contacts', '', '- On-Call Engineer: oncall@example.com ⟵'),
      good: page('# Outage', '', '## Contacts', '', '- On-Call Engineer: oncall@shop.invalid.zone'),
    },
    {
      title: 'A role that nobody can reach',
      file: 'docs/incident-response.md',
      bad: page(
        '# Incident response',
        '',
        '## Roles',
        '',
        '### Incident Commander',
        '',
        'Decides.',
        '',
        '### Communications Lead ⟵',
        '',
        'Informs.',
        '',
        '## Contacts',
        '',
        '- Incident Commander: ic@shop.zone',
        '- Team Lead: lead@shop.zone',
        '- On-call: oncall@shop.zone',
      ),
      good: page(
        '# Incident response',
        '',
        '## Roles',
        '',
        '### Incident Commander',
        '',
        'Decides.',
        '',
        '### Communications Lead',
        '',
        'Informs.',
        '',
        '## Contacts',
        '',
        '- Incident Commander: ic@shop.zone',
        '- Communications Lead: comms@shop.zone',
        '- On-call: oncall@shop.zone',
      ),
    },
    {
      title: 'Two addresses for one role',
      file: 'docs/outage.md',
      bad: page('# Outage', '', '## Contacts', '', '- Team Lead: lead@shop.zone ⟵'),
      good: page('# Outage', '', '## Contacts', '', '- Team Lead: team-lead@shop.zone'),
      files: { 'docs/contacts.md': page('# Contacts', '', '- Team Lead: team-lead@shop.zone') },
    },
  ],
  *repository(repository) {
    yield* onLines(repository, findings(repository))
  },
}

function* findings(repository: Repository): Iterable<LineFinding> {
  yield* conflicts(repository)
  for (const each of repository.pages) {
    if (each.kind === 'template') continue
    const placeholder = placeholders(each)
    if (placeholder) yield placeholder
    const unreachable = unreachableRoles(repository, each)
    if (unreachable) yield unreachable
    yield* offMatrix(each)
  }
}

/** Names reserved for documentation (RFC 2606), and numbers reserved for fiction in North America. */
const RESERVED = /@(?:[\w-]+\.)*example\.(?:com|org|net)$|(?<!\d)555[-. ]?01\d\d$/i

function placeholders(each: Page): LineFinding | undefined {
  const found = each.contacts.filter(({ contact }) => RESERVED.test(contact))
  const [first] = found
  if (!first) return undefined
  const shown = [...new Set(found.map(({ contact }) => contact))]
  const more = shown.length > 4 ? ` and ${shown.length - 4} more` : ''
  return {
    file: each.file,
    line: first.line,
    message: `${shown.length === 1 ? 'A contact is' : `${shown.length} contacts are`} reserved for examples and reach nobody: ${shown.slice(0, 4).join(', ')}${more}`,
    hint: 'Put in the real addresses and numbers',
  }
}

/** The ways to reach someone that stand on one line together. */
interface Group {
  file: string
  line: number
  role: string
  emails: readonly string[]
  channels: readonly string[]
}

const contactGroups: (repository: Repository) => readonly Group[] = perRepository(({ pages }) =>
  pages.flatMap(({ file, kind, contacts }) => {
    if (kind === 'template' || kind === 'postmortem') return []
    const byLine = new Map<string, Contact[]>()
    for (const contact of contacts) {
      const key = `${contact.line} ${contact.role}`
      const same = byLine.get(key)
      if (same) same.push(contact)
      else byLine.set(key, [contact])
    }
    return [...byLine.values()].map((same) => ({
      file,
      line: same[0]!.line,
      role: same[0]!.role,
      emails: same.filter((each) => each.kind === 'email').map((each) => each.contact.toLowerCase()),
      channels: same.filter((each) => each.kind === 'channel').map((each) => each.contact.toLowerCase()),
    }))
  }),
)

/** Labels that name no one in particular. */
const ANYONE = /^(?:contacts?|email|slack|escalation|emergency|support|team|owner)?$/

/** Groups for the same role or channel whose addresses have nothing in common. */
function* conflicts(repository: Repository): Iterable<LineFinding> {
  const groups = contactGroups(repository).filter(({ emails }) => emails.length > 0)
  const known = new Map<string, Group>()
  // What a table of roles says counts as the reference; labels inside runbooks are compared with it.
  const ordered = [...groups].sort(
    (a, b) => Number(ANYONE.test(roleKey(a.role))) - Number(ANYONE.test(roleKey(b.role))),
  )
  for (const group of ordered) {
    const role = roleKey(group.role)
    const keys = [...(ANYONE.test(role) ? [] : [`role ${role}`]), ...group.channels]
    const other = keys
      .map((key) => known.get(key))
      .find((each) => each && !each.emails.some((email) => group.emails.includes(email)))
    if (other) {
      const shared = group.channels.find((channel) => other.channels.includes(channel))
      const where = other.file === group.file ? `line ${other.line}` : `\`${other.file}\` (line ${other.line})`
      yield {
        file: group.file,
        line: group.line,
        message: `${shared ? `Whoever reads ${shared}` : `"${group.role}"`} is reached at ${group.emails.join(', ')} here, but at ${other.emails.join(', ')} in ${where}`,
        hint: 'Find out which address is read, and keep contacts in one page',
      }
    }
    for (const key of keys) if (!known.has(key)) known.set(key, group)
  }
}

/** One finding for all roles of a page that nobody can reach; only where the repository gives contacts at all. */
function unreachableRoles(repository: Repository, each: Page): LineFinding | undefined {
  const reachable = reachableRoles(repository)
  if (reachable.roles.size < 3) return undefined
  const missing = rolesOf(each).filter(({ role }) => !isReachable(role, reachable))
  const [first] = missing
  if (!first) return undefined
  const names = missing.map(({ role }) => `"${role}"`).join(', ')
  return {
    file: each.file,
    line: first.line,
    message: `The page relies on ${names}, but no page says how to reach ${missing.length === 1 ? 'this role' : 'these roles'}`,
    hint: 'Add them to the contacts, or escalate to someone who is there',
  }
}

/** Timed escalations inside runbooks, against the matrix of the same page for the same severity and time. */
function* offMatrix({ file, escalations }: Page): Iterable<LineFinding> {
  const rows = escalations.filter(({ severity, steps }) => /^\W*(?:P|SEV-?)\d\W*$/i.test(severity) && steps.length > 0)
  if (rows.length < 2) return
  for (const escalation of escalations) {
    const row = rows.find((each) => sharesSeverity(each, escalation))
    if (!row || rows.includes(escalation)) continue
    for (const { to, afterSeconds } of escalation.steps) {
      const role = roleIn(to)
      const stage = row.steps.find((step) => step.afterSeconds === afterSeconds)
      const expected = stage && roleIn(stage.to)
      if (
        afterSeconds === undefined ||
        afterSeconds === 0 ||
        !role ||
        !expected ||
        isReachable(role, { roles: new Set([roleKey(expected)]), names: new Set() })
      )
        continue
      yield {
        file,
        line: escalation.line,
        message: `After ${inWords(afterSeconds)} this goes to "${role}", but the matrix (line ${row.line}) sends ${row.severity.trim()} to "${expected}"`,
        hint: 'Follow the matrix here, or add the role to it',
      }
    }
  }
}

function sharesSeverity(row: Escalation, { severity }: Escalation): boolean {
  const keys = severityKeys(severity)
  return severityKeys(row.severity).some((key) => keys.includes(key))
}
