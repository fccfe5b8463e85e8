import { isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'

/** An image that a Compose file runs. */
export interface ServiceImage {
  service: string
  /** Without registry and tag: `postgres`. */
  image: string
  /** `16-alpine`; empty when none is written. */
  tag: string
  /** The number before the first dot of the tag, when it starts with one. */
  major?: number
  line: number
}

/**
 * The images of a Compose file. Never throws; what does not parse is left out.
 * Source: the Compose specification, `services.*.image`.
 */
export function readServiceImages(text: string): ServiceImage[] {
  if (!/^services:/m.test(text)) return []
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', prettyErrors: false })
  const services = isMap(document.contents) ? document.contents.get('services') : undefined
  if (!isMap(services)) return []
  return services.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isMap(value)) return []
    const pair = value.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === 'image')
    if (!pair || !isScalar(pair.value)) return []
    const line = lines.linePos(pair.value.range?.[0] ?? 0).line
    return [readImage(String(key.value), String(pair.value.value), line)]
  })
}

function readImage(service: string, written: string, line: number): ServiceImage {
  const name = written.slice(written.lastIndexOf('/') + 1).replace(/@.*$/, '')
  const colon = name.indexOf(':')
  const image = colon < 0 ? name : name.slice(0, colon)
  const tag = colon < 0 ? '' : name.slice(colon + 1)
  const major = /^v?(\d{1,4})(?=\D|$)/.exec(tag)?.[1]
  return { service, image, tag, ...(major === undefined ? {} : { major: Number(major) }), line }
}
