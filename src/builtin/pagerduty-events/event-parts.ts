import type { Signal } from '../../component/intake.ts'
import { readTime } from '../../component/intake-time.ts'
import { isRecord, listMember, member, textMember } from '../../component/json-value.ts'
import { webLink } from '../../component/web-link.ts'

/** Links and pictures; a picture is shown as a link to it, or to where it points. */
export function linksOf(event: unknown): Signal['links'] {
  const of = (address: string | undefined, text: string | undefined) => {
    const href = webLink(address)
    if (href === undefined) return []
    return [text === undefined ? { href } : { href, text }]
  }
  return [
    ...listMember(event, 'links').flatMap((link) => of(textMember(link, 'href'), textMember(link, 'text'))),
    ...listMember(event, 'images').flatMap((image) =>
      of(textMember(image, 'href') ?? textMember(image, 'src'), textMember(image, 'alt') ?? 'image'),
    ),
  ]
}

/** Some clients send one text or a list instead of a record. */
export function customDetails(payload: unknown): Readonly<Record<string, unknown>> {
  const details = member(payload, 'custom_details')
  if (details === undefined) return {}
  return isRecord(details) ? details : { details }
}

/** When it happened; a time that cannot be read loses the time, not the event. */
export function momentOf(payload: unknown, now: Date): { time: Date; warnings: readonly string[] } {
  const written = textMember(payload, 'timestamp')
  if (written === undefined) return { time: now, warnings: [] }
  const time = readTime(written)
  return time
    ? { time, warnings: [] }
    : { time: now, warnings: ["'payload.timestamp' is no ISO 8601 time and was left out"] }
}
