import type { Document, Fence } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import { sectionRole } from './section-role.ts'
import type { Places } from './sessions.ts'

/** Looks up lines of a document: its fences, its sections, and the prompts in its transcripts. */
export function placesOf(document: Document, readings: ReadonlyMap<Fence, FenceReading>): Places {
  const prompts = new Map<number, string>()
  for (const reading of readings.values()) {
    for (const item of reading.items) {
      if (item.kind === 'command' && item.prompt !== undefined) prompts.set(item.line, item.prompt.trim())
    }
  }
  const fences = document.fences
  // "Step 2" goes on where "Step 1" ended.
  const sections = document.sections.filter(
    (section) => section.heading === undefined || sectionRole(section) !== 'step',
  )
  return {
    promptAt: (line) => prompts.get(line),
    blockAt: (line) => lastStart(fences, line, ({ endLine }) => endLine >= line) ?? -line,
    sectionAt: (line) => lastStart(sections, line, () => true) ?? 0,
  }
}

/** The line at which the last of some stretches in order starts, if it starts before a line and reaches it. */
function lastStart<T extends { line: number }>(
  sorted: readonly T[],
  line: number,
  reaches: (found: T) => boolean,
): number | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.line <= line) low = middle + 1
    else high = middle
  }
  const found = sorted[low - 1]
  return found && reaches(found) ? found.line : undefined
}
