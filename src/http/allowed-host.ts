/**
 * Which names a browser may call us by. A page of another site whose name was pointed at our address (DNS rebinding) carries that
 * other name in `Host`.
 */
export interface HostRule {
  /** Hosts of the public URL and of the configuration, lower case, without port. */
  readonly names: ReadonlySet<string>
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** True for our own names and the loopback's. */
export function isAllowedHost(header: string | undefined, { names }: HostRule): boolean {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9._-]+?)\.?(?::\d{1,5})?$/i.exec(header ?? '')
  if (!match) return false
  const name = match[1]!.toLowerCase()
  return LOOPBACK.test(name) || names.has(name)
}
