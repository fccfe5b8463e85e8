/** Which records of a page were read from one line. */
import type { Page } from '../book/page.ts'

export interface LineRecord {
  what: string
  text: string
}

/** Everything but steps, in the words of the model. */
export function lineRecords(page: Page, line: number): LineRecord[] {
  const at = <T extends { line: number }>(what: string, list: readonly T[], textOf: (one: T) => string): LineRecord[] =>
    list.filter((one) => one.line === line).map((one) => ({ what, text: textOf(one) }))
  const metadata = Object.entries(page.metadata.lines).flatMap(([name, where]) =>
    where === line ? [{ what: 'metadata', text: name }] : [],
  )
  return [
    ...at('procedure', page.procedures, ({ title }) => title),
    ...at(
      'symptom',
      page.symptoms,
      ({ symptom, cause, action }) => `${symptom} → ${cause || 'no cause'} → ${action || 'no action'}`,
    ),
    ...at(
      'severity',
      page.severities.flatMap(({ levels }) => levels),
      ({ name, rank }) => `${name} (rank ${rank})`,
    ),
    ...at('threshold', page.thresholds, ({ metric, direction }) => `${metric} (${direction})`),
    ...at('objective', page.slos, ({ name, objective }) => `${name}: ${objective.text}`),
    ...at('recovery objective', page.objectives, ({ name }) => name),
    ...at('contact', page.contacts, ({ role, contact }) => `${role}: ${contact}`),
    ...at('escalation', page.escalations, ({ severity }) => severity),
    ...at('checklist', page.checklists, ({ title, role }) => `${title} (${role})`),
    ...at(
      'checklist item',
      page.checklists.flatMap(({ items }) => items),
      ({ text, checked }) => `${checked ? '[x]' : '[ ]'} ${text}`,
    ),
    ...at('policy', page.policies, ({ kind, text }) => `${kind}: ${text}`),
    ...at('hook', page.hooks, ({ title, appliesTo }) => `${title} (${appliesTo})`),
    ...at(
      'decision',
      page.decisions.flatMap(({ nodes }) => nodes),
      ({ text, question }) => (question ? `question: ${text}` : text),
    ),
    ...at('drill', page.drills, ({ title }) => title),
    ...metadata,
  ]
}
