/** What a page about one incident asks for. All keys begin with `incident`, so that its events ask again. */
import { useQuery } from '@tanstack/react-query'
import type {
  Incident,
  IncidentAlert,
  IncidentPolicy,
  Page,
  TimelineEntry,
  WorkflowPosition,
} from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { incidentApi } from './incident-path.ts'

export const useIncident = (name: string) =>
  useQuery({
    queryKey: ['incident', name],
    queryFn: ({ signal }) => ask<Incident>(incidentApi(name), { signal }),
  })

const PAGE = 500
/** Longer ones are read in the export. */
const MOST_PAGES = 10

export const useTimeline = (name: number) =>
  useQuery({
    queryKey: ['incident', name, 'timeline'],
    queryFn: async ({ signal }) => {
      const entries: TimelineEntry[] = []
      let after: string | undefined
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const path = pathOf(`${incidentApi(name)}/timeline`, { limit: PAGE, after })
        const { items, next } = await ask<Page<TimelineEntry>>(path, { signal })
        entries.push(...items)
        if (next === null) break
        after = next
      }
      return entries
    },
  })

export const useIncidentAlerts = (name: number) =>
  useQuery({
    queryKey: ['incident', name, 'alerts'],
    queryFn: ({ signal }) =>
      ask<Page<IncidentAlert>>(pathOf(`${incidentApi(name)}/alerts`, { limit: PAGE }), { signal }),
  })

export const useWorkflow = (name: number, isFollowed: boolean) =>
  useQuery({
    queryKey: ['incident', name, 'workflow'],
    queryFn: ({ signal }) => ask<WorkflowPosition>(`${incidentApi(name)}/workflow`, { signal }),
    enabled: isFollowed,
  })

export const usePolicy = () =>
  useQuery({
    queryKey: ['incident-policy'],
    queryFn: ({ signal }) => ask<IncidentPolicy>('/api/v1/incident-policy', { signal }),
    staleTime: 5 * 60_000,
  })
