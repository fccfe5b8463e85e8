/** Every setting in force with the place it comes from: the answer to "why does it do that here". */
import type { BookConfig } from './config.ts'

export interface Setting {
  key: string
  value: unknown
  /** Line of the configuration file, or absent for a default. */
  line?: number
}

/** Lists the settings in the order of the schema; maps are listed entry by entry. */
export function explainConfig(config: BookConfig, lines: ReadonlyMap<string, number>): Setting[] {
  const settings: Setting[] = []
  const visit = (value: unknown, key: string) => {
    const entries = isRecord(value) ? Object.entries(value) : []
    if (entries.length > 0) for (const [name, inner] of entries) visit(inner, key === '' ? name : `${key}.${name}`)
    else settings.push({ key, value, ...lineOf(lines, key) })
  }
  visit({ ...config, owner: config.owner ?? null, baselineFile: config.baselineFile ?? null }, '')
  return settings
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const lineOf = (lines: ReadonlyMap<string, number>, key: string) => {
  const line = lines.get(key)
  return line === undefined ? {} : { line }
}
