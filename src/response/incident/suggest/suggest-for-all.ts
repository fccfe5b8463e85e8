import type { AlertSubject } from './alert-subject.ts'
import { type SearchedBook, suggest } from './suggest.ts'
import type { Suggestion } from './suggestion.ts'

/** Suggestions for the alerts of one incident: what several of them lead to counts more. */
export function suggestForAll(
  book: SearchedBook,
  alerts: readonly (AlertSubject & { readonly id: string })[],
  limit: number,
): (Suggestion & { readonly alerts: readonly string[] })[] {
  const found = new Map<string, Suggestion & { alerts: string[] }>()
  for (const alert of alerts) {
    for (const each of suggest(book, alert, limit)) {
      const key = `${each.repository}\0${each.file}\0${each.procedure ?? each.line}`
      const known = found.get(key)
      const named = alert.id === '' ? [] : [alert.id]
      if (!known) found.set(key, { ...each, alerts: named })
      else found.set(key, { ...joined(known, each), alerts: [...known.alerts, ...named] })
    }
  }
  return [...found.values()].sort((a, b) => b.rank - a.rank || b.alerts.length - a.alerts.length).slice(0, limit)
}

/** The likelier one, with the reasons of both. Values on which the alerts disagree are nobody's. */
function joined(one: Suggestion, other: Suggestion): Suggestion {
  const [first, second] = one.rank >= other.rank ? [one, other] : [other, one]
  const bindings = first.bindings.filter(({ parameter, value }) =>
    second.bindings.some((each) => each.parameter === parameter && each.value === value),
  )
  const bound = new Set(bindings.map(({ parameter }) => parameter))
  const asked = [...first.open, ...first.bindings.map(({ parameter }) => parameter)]
  return {
    ...first,
    rank: Math.min(100, first.rank + 1),
    reasons: [...new Set([...first.reasons, ...second.reasons])],
    bindings,
    open: asked.filter((parameter) => !bound.has(parameter)),
  }
}
