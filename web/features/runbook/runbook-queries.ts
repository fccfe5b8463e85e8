import { useQuery } from '@tanstack/react-query'
import type { RunbookPage } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { runbookApi } from './runbook-path.ts'

/** A page of the book. What is said about runs of it is asked for again with the runs. */
export const useRunbook = (path: string) =>
  useQuery({
    queryKey: ['runbook', path],
    queryFn: ({ signal }) => ask<RunbookPage>(runbookApi(path), { signal }),
    enabled: path !== '',
    staleTime: 30_000,
  })
