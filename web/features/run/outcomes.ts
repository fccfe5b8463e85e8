/** Filters of the list of runs, as they stand in the address. */
export const OUTCOMES = [
  { value: '', label: 'All', query: {} },
  { value: 'running', label: 'Running', query: { state: 'running' } },
  { value: 'waiting', label: 'Waits for people', query: { state: 'waiting' } },
  { value: 'queued', label: 'Waits for a runner', query: { state: 'queued' } },
  { value: 'unknown', label: 'Unknown: nobody knows what happened', query: { unsettled: 'true' } },
  { value: 'succeeded', label: 'Succeeded', query: { result: 'succeeded' } },
  { value: 'failed', label: 'Failed', query: { result: 'failed' } },
  { value: 'rolled-back', label: 'Taken back', query: { result: 'rolled-back' } },
  { value: 'cancelled', label: 'Cancelled', query: { result: 'cancelled' } },
] as const satisfies readonly { value: string; label: string; query: Readonly<Record<string, string>> }[]

export const queryOf = (outcome: string): Readonly<Record<string, string>> =>
  OUTCOMES.find(({ value }) => value === outcome)?.query ?? {}
