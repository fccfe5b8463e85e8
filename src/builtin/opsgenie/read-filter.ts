import { alertKey } from '../../component/alert-key.ts'
import type { AlertFacts, AlertFilter } from '../../component/intake-question.ts'
import { PRIORITIES, severityOfPriority } from './priority.ts'

type State = AlertFacts['state']
const ALL: readonly State[] = ['open', 'acknowledged', 'resolved']
const STATES: Readonly<Record<string, readonly State[]>> = {
  'status:open': ['open', 'acknowledged'],
  'status:closed': ['resolved'],
  'acknowledged:true': ['acknowledged'],
  'acknowledged:false': ['open', 'resolved'],
}
const TERM = /\s*(?:(?:and|AND)\s+)?(?:([A-Za-z]+)\s*[:=]\s*)?(?:"([^"]*)"|([^\s"():=<>*]+))(?=\s|$)/y

/**
 * The part of Opsgenie's query language that tools use to find their own alerts: `field: value` for status, acknowledged, alias, priority, tag and
 * message, all of which must hold, and plain words. Says what it does not understand rather than showing other alerts than were asked for.
 */
export function readFilter(query: string): AlertFilter | { readonly problem: string } {
  let states: readonly State[] = ALL
  const filter: { -readonly [Name in keyof AlertFilter]: AlertFilter[Name] } = {}
  const words: string[] = []
  TERM.lastIndex = 0
  const end = query.trimEnd().length
  while (TERM.lastIndex < end) {
    const from = TERM.lastIndex
    const term = TERM.exec(query)
    if (!term) return notUnderstood(query.slice(from, from + 40))
    const [field, value] = [term[1]?.toLowerCase(), term[2] ?? term[3]!]
    if (field === undefined && /^(?:OR|NOT|or|not)$/.test(value)) return notUnderstood(value)
    const narrowed = STATES[`${field}:${value.toLowerCase()}`]
    if (narrowed) states = states.filter((state) => narrowed.includes(state))
    else if (field === undefined) words.push(value)
    else if (field === 'message') words.push(value)
    else if (field === 'alias') filter.key = alertKey(value)
    else if (field === 'tag' || field === 'tags') filter.tag = value
    else if (field === 'priority' && PRIORITIES.includes(value)) filter.severity = severityOfPriority(value)
    else return notUnderstood(term[0].trim())
  }
  if (states.length < ALL.length) filter.states = states
  if (words.length > 0) filter.text = words.join(' ')
  return filter
}

const notUnderstood = (part: string) => ({
  problem: `"${part.trim()}" is not understood: use status, acknowledged, alias, priority, tag, message and words, all of which must hold`,
})
