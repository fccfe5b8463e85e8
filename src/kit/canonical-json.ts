/** One text for one value: keys sorted, no space. What is hashed must not depend on who wrote it down. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The value's only text, which `jq -cS .` gives too. Properties that are undefined are left out; what JSON cannot say is a bug. */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} has no JSON`)
      return JSON.stringify(value)
    case 'object':
      return value === null ? 'null' : canonicalObject(value)
    default:
      throw new Error(`a ${typeof value} has no JSON`)
  }
}

function canonicalObject(value: object): string {
  if (Array.isArray(value))
    return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON())
  const record = value as Readonly<Record<string, unknown>>
  const parts = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
  return `{${parts.join(',')}}`
}
