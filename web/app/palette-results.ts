import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { Incident, Page } from '../../src/http/contract.ts'
import { ask, pathOf } from '../api/client.ts'
import type { NavigationGroup } from './pages.ts'

export interface Found {
  readonly to: string
  readonly label: string
  readonly about: string
  readonly icon: string
}

const MOST = 30

/** Pages at once; incidents as they come. */
export function useFound(text: string, navigation: readonly NavigationGroup[]): readonly Found[] {
  const wanted = useDeferredValue(text.trim().toLowerCase())
  const incidents = useQuery({
    queryKey: ['incident', 'palette'],
    queryFn: ({ signal }) => ask<Page<Incident>>(pathOf('/api/v1/incidents', { limit: 100 }), { signal }),
  })
  const pages = navigation.flatMap(({ label: about, entries }) =>
    entries.map(({ to, label, icon }): Found => ({ to, label, about, icon })),
  )
  const cases = (incidents.data?.items ?? []).map(
    ({ number, title, severity, status }): Found => ({
      to: `/incidents/${number}`,
      label: `#${number} ${title}`,
      about: `${severity} · ${status}`,
      icon: 'incident',
    }),
  )
  const words = wanted.split(/\s+/)
  return [...pages, ...cases]
    .filter(({ label, about }) => words.every((word) => `${label} ${about}`.toLowerCase().includes(word)))
    .slice(0, MOST)
}
