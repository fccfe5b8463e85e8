/** What a page about one incident asks for. All keys begin with `incident`, so that its events ask again. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
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
const ENTRIES = 200

/** The latest first; earlier ones a page at a time. */
export const useTimeline = (name: number, kind?: string) =>
  useInfiniteQuery({
    queryKey: ['incident', name, 'timeline', kind],
    queryFn: ({ pageParam, signal }) => {
      const query = { order: 'desc', kind, limit: ENTRIES, after: pageParam }
      return ask<Page<TimelineEntry>>(pathOf(`${incidentApi(name)}/timeline`, query), { signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
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
