/** What is asked about runs; events about runs ask again by the first word of the key. */
import { useQuery } from '@tanstack/react-query'
import type { RunApproval, RunNote, RunProgress, ShownRun } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'

export const runApi = (run: string): string => `/api/v1/runs/${encodeURIComponent(run)}`

export const useRun = (run: string) =>
  useQuery({ queryKey: ['run', run], queryFn: ({ signal }) => ask<ShownRun>(runApi(run), { signal }) })

export const useProgress = (run: string) =>
  useQuery({
    queryKey: ['run', run, 'progress'],
    queryFn: ({ signal }) => ask<RunProgress>(`${runApi(run)}/progress`, { signal }),
  })

export const useRunNotes = (run: string) =>
  useQuery({
    queryKey: ['run', run, 'notes'],
    queryFn: ({ signal }) => ask<{ items: RunNote[] }>(`${runApi(run)}/notes`, { signal }),
  })

export const useApproval = (run: string, isWanted: boolean) =>
  useQuery({
    queryKey: ['run', run, 'approval'],
    queryFn: ({ signal }) => ask<RunApproval>(`${runApi(run)}/approval`, { signal }),
    enabled: isWanted,
  })
