import { type LabelSet, labelSet } from '../kit/label-set.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member that the sender wrote; what every object inherits (`constructor`, `toString`) is none. `null` counts as left out. */
export const member = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined

/** A member that is a text with something in it. */
export const textMember = (value: unknown, name: string): string | undefined => {
  const found = member(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export const listMember = (value: unknown, name: string): readonly unknown[] => {
  const found = member(value, name)
  return Array.isArray(found) ? found : []
}

/** A plain value as text; lists and records have none. */
export const plainText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined

/** A member that is a record of plain values, as labels; what is not plain is left out. */
export function labelsMember(value: unknown, name: string): LabelSet {
  const found = member(value, name)
  if (!isRecord(found)) return {}
  return labelSet(
    Object.entries(found).flatMap(([key, each]) => {
      const text = plainText(each)
      return text === undefined ? [] : [[key, text] as const]
    }),
  )
}
