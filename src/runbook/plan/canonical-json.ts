/**
 * JSON with sorted keys and no white space (RFC 8785 for the values a plan has: strings, finite numbers, truth values,
 * null, lists and objects). Keys whose value is undefined are left out. Equal values give equal bytes.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each === undefined ? null : each)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort()
    const pairs = keys.flatMap((key) => {
      const inner = (value as Record<string, unknown>)[key]
      return inner === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(inner)}`]
    })
    return `{${pairs.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
