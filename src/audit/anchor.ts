/**
 * What was once seen of a chain, kept where whoever owns the database cannot write: number and hash of an entry, a line each, only ever
 * appended. A chain alone cannot tell that its end was cut off or that all of it was written anew; an anchor can.
 */
import { canonicalJson } from '../kit/canonical-json.ts'
import type { ChainEnd } from './entry.ts'

export interface Anchor extends ChainEnd {
  /** When it was seen. */
  readonly at: string
}

export interface AnchorFile {
  /** Lowest number first, each once. */
  readonly anchors: readonly Anchor[]
  /** Lines that are no anchors, or contradict an earlier one. */
  readonly problems: readonly { line: number; why: string }[]
}

export const anchorLine = ({ seq, hash, at }: Anchor): string => `${canonicalJson({ at, hash, seq })}\n`

/** Reads the file. A last line without an end is what a crash leaves; nobody was told it is there. */
export function readAnchors(text: string): AnchorFile {
  const problems: { line: number; why: string }[] = []
  const bySeq = new Map<number, Anchor>()
  const lines = text.split('\n')
  for (const [index, line] of lines.slice(0, -1).entries()) {
    if (line.trim() === '') continue
    const anchor = readAnchor(line)
    const earlier = anchor && bySeq.get(anchor.seq)
    if (!anchor) problems.push({ line: index + 1, why: 'this is no anchor' })
    else if (earlier && earlier.hash !== anchor.hash)
      problems.push({ line: index + 1, why: `entry ${anchor.seq} had another hash before` })
    else bySeq.set(anchor.seq, earlier ?? anchor)
  }
  return { anchors: [...bySeq.values()].sort((a, b) => a.seq - b.seq), problems }
}

function readAnchor(line: string): Anchor | undefined {
  try {
    const { seq, hash, at } = JSON.parse(line) as Anchor
    const good = Number.isSafeInteger(seq) && seq > 0 && /^[0-9a-f]{64}$/.test(hash) && typeof at === 'string'
    return good ? { seq, hash, at } : undefined
  } catch {
    return undefined
  }
}

export type AnchorVerdict =
  | { do: 'append' }
  | { do: 'nothing'; why: 'empty' | 'already' }
  | { do: 'alarm'; why: 'shorter' | 'other-hash'; anchor: Anchor }

/** May the end of a chain be anchored? One that is shorter than, or differs from, what was seen before is an alarm. */
export function decideAnchor(anchors: readonly Anchor[], end: ChainEnd): AnchorVerdict {
  const last = anchors.at(-1)
  if (last && end.seq < last.seq) return { do: 'alarm', why: 'shorter', anchor: last }
  const same = anchors.find(({ seq }) => seq === end.seq)
  if (same)
    return same.hash === end.hash ? { do: 'nothing', why: 'already' } : { do: 'alarm', why: 'other-hash', anchor: same }
  return end.seq === 0 ? { do: 'nothing', why: 'empty' } : { do: 'append' }
}
