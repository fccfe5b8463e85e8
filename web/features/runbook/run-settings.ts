/** What steps of a page are carried out with: values, ways, for which incident. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RunbookPage, RunWish, Suggestion } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { valuesFor, type WishValue } from './wish-values.ts'

export interface RunSettings {
  readonly page: RunbookPage
  readonly incident: string | undefined
  readonly values: Readonly<Record<string, WishValue>>
  readonly setValue: (name: string, text: string) => void
  readonly variants: readonly string[]
  readonly toggleVariant: (variant: string) => void
  /** Step → letter of the way to take. */
  readonly choices: Readonly<Record<string, string>>
  readonly choose: (step: string, key: string) => void
  readonly wish: (procedure: string, steps?: readonly string[]) => RunWish
}

/** @param given values that the address of the view has */
export function useRunSettings(
  page: RunbookPage,
  { incident, given }: { incident: string | undefined; given: Readonly<Record<string, string>> },
): RunSettings {
  const bindings = useBindings(page.path, incident)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [variants, setVariants] = useState<readonly string[]>([])
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>({})
  const values = useMemo(
    () => valuesFor(page.parameters, { typed, given, bindings, isForIncident: incident !== undefined }),
    [page.parameters, typed, given, bindings, incident],
  )
  return {
    ...{ page, incident, values, variants, choices },
    setValue: (name, text) => setTyped((now) => ({ ...now, [name]: text })),
    toggleVariant: (variant) =>
      setVariants((now) => (now.includes(variant) ? now.filter((each) => each !== variant) : [...now, variant])),
    choose: (step, key) => setChoices((now) => ({ ...now, [step]: key })),
    wish: (procedure, steps) => wishOf({ page, incident, values, variants, choices }, procedure, steps),
  }
}

type Settled = Pick<RunSettings, 'page' | 'incident' | 'values' | 'variants' | 'choices'>

function wishOf(
  { page, incident, values, variants, choices }: Settled,
  procedure: string,
  ids?: readonly string[],
): RunWish {
  const found = page.steps.find(({ id }) => id === procedure)
  const steps = found ? [...found.steps, ...found.verification, ...found.rollback] : []
  const checks = page.hooks.flatMap((hook) => hook.steps)
  const asked = ids === undefined ? [...steps, ...checks] : [...steps, ...checks].filter(({ id }) => ids.includes(id))
  const lines = new Set(asked.flatMap(linesOf))
  const used = page.parameters.filter((each) => each.lines.length === 0 || each.lines.some((line) => lines.has(line)))
  const given = used.flatMap(({ name, secret }) => {
    const value = values[name]
    return value && value.text !== '' && value.from !== 'page' ? [{ name, secret, ...value }] : []
  })
  const only = (fits: (each: (typeof given)[number]) => boolean) =>
    Object.fromEntries(given.filter(fits).map(({ name, text }) => [name, text]))
  const own = new Set(steps.map(({ id }) => id))
  return {
    ...{ page: page.path, procedure, mode: 'interactive' },
    params: only(({ secret, from }) => !secret && from === 'person'),
    secrets: only(({ secret }) => secret),
    // What a sender of alerts wrote is held to more than what a person types.
    labels: only(({ secret, from }) => !secret && from === 'alert'),
    variants: variants.filter((each) => found?.variants.includes(each)),
    choices: Object.fromEntries(
      Object.entries(choices).filter(([step]) => own.has(step) && (ids === undefined || ids.includes(step))),
    ),
    ...(ids === undefined ? {} : { steps: [...ids] }),
    ...(incident === undefined ? {} : { incident }),
  }
}

type Step = RunbookPage['steps'][number]['steps'][number]

const linesOf = ({ parameters, alternatives }: Step): readonly number[] => [
  ...parameters.map(({ line }) => line),
  ...alternatives.flatMap(({ steps }) => steps.flatMap(linesOf)),
]

const NONE: readonly Suggestion['bindings'][number][] = []

/** Which labels of the incident's alerts give which parameters of the page. */
function useBindings(path: string, incident: string | undefined): readonly Suggestion['bindings'][number][] {
  const found = useQuery({
    queryKey: ['incident', incident, 'suggestions', 'for', path],
    queryFn: ({ signal }) =>
      ask<{ items: Suggestion[] }>(`/api/v1/incidents/${encodeURIComponent(incident!)}/suggestions?limit=20`, {
        signal,
      }),
    enabled: incident !== undefined,
    select: ({ items }) => items.filter(({ file }) => file === path).flatMap(({ bindings }) => bindings),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return found.data ?? NONE
}
