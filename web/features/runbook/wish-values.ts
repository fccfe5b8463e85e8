/** Values of parameters and who gave them. */
import type { RunbookPage, Suggestion } from '../../../src/http/contract.ts'

export interface WishValue {
  readonly text: string
  /** `page`: its default. `alert`: what a sender wrote, until a person changes it. */
  readonly from: 'person' | 'alert' | 'page'
  /** The label it comes from. */
  readonly label?: string
  /** The label fits by its words only: somebody should look. */
  readonly isUnsure?: boolean
}

export interface ValueSources {
  readonly typed: Readonly<Record<string, string>>
  /** From the address of the view. */
  readonly given: Readonly<Record<string, string>>
  readonly bindings: readonly Suggestion['bindings'][number][]
  readonly isForIncident: boolean
}

/** A person's word counts before the address, that before the alert, that before the page. */
export function valuesFor(
  parameters: RunbookPage['parameters'],
  { typed, given, bindings, isForIncident }: ValueSources,
): Readonly<Record<string, WishValue>> {
  return Object.fromEntries(
    parameters.flatMap(({ name, secret, default: usual }): [string, WishValue][] => {
      const own = typed[name]
      if (own !== undefined) return [[name, { text: own, from: 'person' }]]
      // A secret is named by a person and by nobody else.
      if (secret) return []
      const binding = bindings.find(({ parameter }) => parameter === name)
      const address = given[name]
      if (address !== undefined) {
        // A link from an incident carries what its alerts say.
        const from = isForIncident ? 'alert' : 'person'
        return [[name, { text: address, from, ...(binding ? { label: binding.label, isUnsure: !binding.sure } : {}) }]]
      }
      if (binding)
        return [[name, { text: binding.value, from: 'alert', label: binding.label, isUnsure: !binding.sure }]]
      return usual === null ? [] : [[name, { text: usual, from: 'page' }]]
    }),
  )
}

/** `param.pod=web-1` of an address. */
export const valuesOfQuery = (query: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...query].flatMap(([name, value]) => (name.startsWith('param.') ? [[name.slice('param.'.length), value]] : [])),
  )
