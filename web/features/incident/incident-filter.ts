/** What a list of incidents shows, as its address says it. */

export const SHOWN = [
  ['active', 'Active'],
  ['all', 'All'],
  ['open', 'Nobody has it'],
  ['acknowledged', 'Acked'],
  ['mitigated', 'Mitigated'],
  ['resolved', 'Resolved'],
  ['merged', 'Merged'],
] as const
export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const
export const KINDS = ['normal', 'drill', 'maintenance'] as const

export interface IncidentFilter {
  readonly show: (typeof SHOWN)[number][0]
  readonly severity: string | undefined
  readonly kind: string | undefined
  readonly service: string | undefined
}

export const readIncidentFilter = (query: URLSearchParams): IncidentFilter => ({
  show: SHOWN.find(([id]) => id === query.get('show'))?.[0] ?? 'active',
  severity: SEVERITIES.find((each) => each === query.get('severity')),
  kind: KINDS.find((each) => each === query.get('kind')),
  service: query.get('service')?.slice(0, 200) || undefined,
})

/** What the API is asked for. */
export const queryOf = ({ show, severity, kind, service }: IncidentFilter): Record<string, string | undefined> => ({
  ...(show === 'active' ? { active: 'true' } : show === 'all' ? {} : { status: show }),
  ...{ severity, kind, service },
})
