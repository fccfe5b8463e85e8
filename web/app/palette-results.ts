import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { Incident, Page, RunbookHit } from '../../src/http/contract.ts'
import { ask, pathOf } from '../api/client.ts'
import type { NavigationGroup } from './pages.ts'

export interface Found {
  readonly to: string
  readonly label: string
  readonly about: string
  readonly icon: string
}

const MOST = 30
/** Fewer fit half of the book. */
const MIN_LETTERS = 3

/** Pages at once; incidents and what the book has as they come. */
export function useFound(text: string, navigation: readonly NavigationGroup[]): readonly Found[] {
  const wanted = useDeferredValue(text.trim().toLowerCase())
  const incidents = useQuery({
    queryKey: ['incident', 'palette'],
    queryFn: ({ signal }) => ask<Page<Incident>>(pathOf('/api/v1/incidents', { limit: 100 }), { signal }),
  })
  const runbooks = useQuery({
    queryKey: ['runbook', 'palette', wanted],
    queryFn: ({ signal }) =>
      ask<{ items: RunbookHit[] }>(pathOf('/api/v1/runbook-search', { q: wanted, limit: 10 }), { signal }),
    enabled: wanted.length >= MIN_LETTERS,
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
  // The server has found them, forgiving of typing mistakes.
  const found = (wanted.length >= MIN_LETTERS ? (runbooks.data?.items ?? []) : []).map(
    ({ title, kind, page, anchor, line }): Found => ({
      to: `/runbooks/${page.split('/').map(encodeURIComponent).join('/')}?line=${line}${anchor === null ? '' : `#${encodeURIComponent(anchor)}`}`,
      label: title,
      about: kind,
      icon: 'runbook',
    }),
  )
  const words = wanted.split(/\s+/)
  const fitting = [...pages, ...cases].filter(({ label, about }) =>
    words.every((word) => `${label} ${about}`.toLowerCase().includes(word)),
  )
  return [...fitting, ...found].slice(0, MOST)
}
