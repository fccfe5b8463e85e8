/** What an incident knows for a run that is begun for it. */
import { incidentPath, type ShownIncident } from './incident-client.ts'
import type { ShownSuggestion } from './incident-lines.ts'
import type { ServerClient } from './server-client.ts'

export interface IncidentForRun {
  readonly id: string
  /** Parameter → the value that a label of its alerts gives it, by the author's word or by the same name. */
  readonly labels: Readonly<Record<string, string>>
}

/** Looks an incident up by whatever was typed, with what its alerts say for a procedure. */
export async function incidentForRun(
  client: ServerClient,
  typed: string,
  { page, procedure }: { page: string; procedure: string },
): Promise<IncidentForRun> {
  const path = incidentPath(typed)
  const [incident, { items }] = await Promise.all([
    client.ask<ShownIncident>(path),
    client.ask<{ items: ShownSuggestion[] }>(`${path}/suggestions`, { query: { limit: 20 } }),
  ])
  const isIt = ({ file, procedure: id, title }: ShownSuggestion) =>
    (file === page || file.endsWith(`/${page}`)) &&
    (id === procedure || title.toLowerCase() === procedure.toLowerCase())
  // A label that only resembles the parameter is for a person to judge.
  const sure = items.find(isIt)?.bindings.filter((binding) => binding.sure) ?? []
  return { id: incident.id, labels: Object.fromEntries(sure.map(({ parameter, value }) => [parameter, value])) }
}
