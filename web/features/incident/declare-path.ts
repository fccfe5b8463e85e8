import type { Alert } from '../../../src/http/contract.ts'

/** Address of the page that declares an incident, with what an alert says filled in. */
export const declarePath = ({ id, summary, labels }: Pick<Alert, 'id' | 'summary' | 'labels'>): string =>
  `/incidents/new?${new URLSearchParams({
    ...{ alert: id, title: summary.slice(0, 300) },
    ...(labels.service ? { service: labels.service.slice(0, 200) } : {}),
  })}`
