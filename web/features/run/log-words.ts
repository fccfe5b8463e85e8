import { spansOf } from './ansi.ts'
import type { LogModel } from './log-model.ts'

/** The last lines as plain words, to be read aloud. */
export function plainTail(model: LogModel, count: number): string {
  const lines = Array.from({ length: Math.min(count, model.total) }, (_, at) =>
    model.line(model.total - Math.min(count, model.total) + at),
  )
  const words = lines.map((line) =>
    line
      ? spansOf(line.text)
          .map(({ text }) => text)
          .join('')
      : '…',
  )
  return words.length === 0 ? 'Nothing printed yet.' : words.join('\n')
}
