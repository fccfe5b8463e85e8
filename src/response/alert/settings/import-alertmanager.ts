import { parseDocument } from 'yaml'
import { tooDeepForYaml } from '../../../runbook/book/yaml-depth.ts'
import { type AlertingSettings, alertingSchema } from './alerting-schema.ts'
import { type UnusedSetting, unusedSettings } from './unused-settings.ts'

export type ImportedAlertmanager =
  | { readonly ok: true; readonly settings: AlertingSettings; readonly unused: readonly UnusedSetting[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * The text of an `alertmanager.yml` → the `alerting` part of `opsbook.yaml`, and a list of what in it will have no effect. It fails
 * where Alertmanager would refuse the file as well, with every problem at once.
 */
export function importAlertmanager(text: string): ImportedAlertmanager {
  const value = readYaml(text)
  if (typeof value === 'string') return { ok: false, problems: [value] }
  const known = Object.keys(alertingSchema.shape)
  const ours = Object.entries(value).filter(([key, inside]) => known.includes(key) && inside !== null)
  const others = Object.keys(value).filter((key) => !known.includes(key))
  const parsed = alertingSchema.safeParse(Object.fromEntries(ours))
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'file'}: ${message}`,
    )
    return { ok: false, problems }
  }
  const unused = others.map((place) => ({ place, why: 'there is nothing like it here' }))
  return { ok: true, settings: parsed.data, unused: [...unused, ...unusedSettings(parsed.data)] }
}

function readYaml(text: string): Record<string, unknown> | string {
  if (tooDeepForYaml(text) !== undefined) return 'not usable YAML: its values are nested too deep'
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true })
  const [error] = document.errors
  if (error) return `not valid YAML: ${error.message}`
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : 'not a configuration of Alertmanager: expected keys such as route and receivers'
  } catch (problem) {
    return `not usable YAML: ${(problem as Error).message}`
  }
}
