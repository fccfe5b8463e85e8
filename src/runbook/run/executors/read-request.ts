/** The raw request of a page as what is sent; pure. */
import { fillVariables } from './fill-variables.ts'

export interface HttpRequest {
  method: string
  url: URL
  headers: readonly (readonly [name: string, value: string])[]
  body?: string
}

export type RequestReading = { ok: true; request: HttpRequest } | { ok: false; reason: string }

type Values = Readonly<Record<string, string>>

/** What a value may be where it names a host: it must not bring a user, a path or a second host with it. */
const HOST = /^[A-Za-z0-9.-]+(?::\d{1,5})?$/
const FIRST = /^([A-Z]+)\s+(\S(?:.*?\S)?)(?:\s+HTTP\/\d(?:\.\d)?)?\s*$/
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*?)\s*$/
/** Computed from the body: a length that is wrong would make a second request of what is left over. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection', 'expect'])

/** Reads a request; values go into their places only after its structure is known, so they cannot become part of it. */
export function readRequest(text: string, values: Values): RequestReading {
  const lines = text.split(/\r?\n/)
  const [, method = '', target = ''] = FIRST.exec(lines[0] ?? '') ?? []
  if (method === '') return refuse('the first line is no request such as "GET http://localhost:8222/healthz"')
  const blank = lines.findIndex((line) => line.trim() === '')
  const head = lines.slice(1, blank < 0 ? undefined : blank)
  const headers: [string, string][] = []
  for (const line of head) {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined)
      return refuse(`"${line.trim()}" is no header such as "Accept: text/plain"`)
    if (!OWN_HEADERS.has(name.toLowerCase())) headers.push([name, fillVariables(value, values)])
  }
  const broken = headers.find(([, value]) => /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value))
  if (broken) return refuse(`the value of the header ${broken[0]} holds control characters`)
  const url = readTarget(target, { values, host: headers.find(([name]) => name.toLowerCase() === 'host')?.[1] })
  if (!url.ok) return url
  const rest = blank < 0 ? '' : lines.slice(blank + 1).join('\n')
  const body = rest.trim() === '' ? {} : { body: fillVariables(rest, values) }
  return { ok: true, request: { method, url: url.value, headers, ...body } }
}

function readTarget(
  target: string,
  { values, host }: { values: Values; host: string | undefined },
): { ok: true; value: URL } | { ok: false; reason: string } {
  if (target.startsWith('/') && host === undefined) return refuse('the request names no host')
  const template = target.startsWith('/') ? `http://${host}${target}` : target
  const [, scheme, authority = '', path = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/i.exec(template) ?? []
  if (scheme === undefined) return refuse('only http:// and https:// can be asked')
  for (const name of namesIn(authority, values))
    if (!HOST.test(values[name]!)) return refuse(`the value of ${name} is no host: "${values[name]}"`)
  for (const name of namesIn(path, values))
    if (/\.\.|%2e/i.test(values[name]!))
      return refuse(`the value of ${name} would lead to another path: "${values[name]}"`)
  const written = `${scheme}${fillVariables(authority, values)}${fillVariables(path, values)}`
  if (!URL.canParse(written)) return refuse(`"${written}" is no address`)
  return { ok: true, value: new URL(written) }
}

const namesIn = (text: string, values: Values): readonly string[] =>
  Array.from(text.matchAll(/\$\{([A-Za-z_]\w*)\}/g), ([, name]) => name!).filter((name) => Object.hasOwn(values, name))

const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason })

/** Asking again does no harm, and an answer that does not come leaves nothing undecided. */
export const onlyReads = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** True for an address that is another machine at every place it is asked from. */
export function isLoopback({ hostname }: URL): boolean {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, '')
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1?|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})$/.test(
    name,
  )
}
