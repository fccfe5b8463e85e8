import type { RunSettings } from './run-settings.ts'

/** Address of the plan of a procedure with the values there are. Secrets are asked for there again: none stands in an address. */
export function planTo({ page, incident, values }: RunSettings, procedure: string): string {
  const query = new URLSearchParams({ page: page.path, procedure })
  if (incident !== undefined) query.set('incident', incident)
  const secrets = new Set(page.parameters.filter(({ secret }) => secret).map(({ name }) => name))
  for (const [name, { text, from }] of Object.entries(values))
    if (!secrets.has(name) && from === 'person' && text !== '') query.set(`param.${name}`, text)
  return `/plan?${query}`
}
