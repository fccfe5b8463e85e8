/** Recorded output as lines, in the order in which they came. */
import type { RecordedChunk } from '../record/output-chunks.ts'

export interface OutputLine {
  stream: 'stdout' | 'stderr'
  /** Since the first piece of the command's output. */
  atMs: number
  text: string
}

/** A line belongs to the moment at which it began. What is no UTF-8 becomes U+FFFD, as a terminal would show it. */
export function outputLines(chunks: readonly RecordedChunk[]): readonly OutputLine[] {
  const lines: OutputLine[] = []
  const open = { stdout: unfinished('stdout'), stderr: unfinished('stderr') }
  for (const { stream, atMs, bytes } of chunks) {
    const rest = open[stream]
    const parts = rest.decoder.decode(bytes, { stream: true }).split('\n')
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        lines.push({ stream, atMs: rest.atMs ?? atMs, text: withoutReturn(rest.text) })
        rest.text = ''
        rest.atMs = undefined
      }
      if (part !== '') rest.atMs ??= atMs
      rest.text += part
    }
  }
  for (const { stream, text, atMs = 0, decoder } of [open.stdout, open.stderr]) {
    const left = text + decoder.decode()
    if (left !== '') lines.push({ stream, atMs, text: withoutReturn(left) })
  }
  return lines
}

interface Unfinished {
  stream: 'stdout' | 'stderr'
  text: string
  atMs: number | undefined
  decoder: InstanceType<typeof TextDecoder>
}

const unfinished = (stream: 'stdout' | 'stderr'): Unfinished => ({
  ...{ stream, text: '', atMs: undefined, decoder: new TextDecoder() },
})

const withoutReturn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text)

/** The last lines and how many there are before them. */
export const lastLines = (lines: readonly OutputLine[], most: number) => ({
  before: Math.max(0, lines.length - most),
  lines: lines.slice(Math.max(0, lines.length - most)),
})
