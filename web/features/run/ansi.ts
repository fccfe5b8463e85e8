/**
 * Colours of terminal output (ECMA-48 SGR) as spans. Nothing else that a program may say to a terminal is obeyed: cursor moves, titles,
 * links, answers it asks for are shown as what they are.
 */
import { visibleText } from '../../ui/visible-text.ts'

export interface Span {
  readonly text: string
  /** Class names, in a fixed order. */
  readonly classes: string
}

interface Look {
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
  strike: boolean
  inverse: boolean
  front: string | undefined
  back: string | undefined
}

const PLAIN: Look = {
  ...{ bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false },
  ...{ front: undefined, back: undefined },
}
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
const SGR = /\u001b\[([\d;:]{0,60})m/g
/** Beyond that a line is shown without colours. */
const MOST_SPANS = 400

/** One line; each begins plain, so that any part of a log looks the same wherever one comes from. */
export function spansOf(line: string): readonly Span[] {
  if (!line.includes('\u001b[')) return line === '' ? [] : [{ text: visibleText(line), classes: '' }]
  const spans: Span[] = []
  let look = { ...PLAIN }
  let from = 0
  for (const match of line.matchAll(SGR)) {
    push(spans, line.slice(from, match.index), look)
    look = changed(look, match[1]!)
    from = match.index + match[0].length
    if (spans.length > MOST_SPANS) return [{ text: visibleText(line.replace(SGR, '')), classes: '' }]
  }
  push(spans, line.slice(from), look)
  return spans
}

function push(spans: Span[], text: string, look: Look): void {
  if (text === '') return
  const classes = classesOf(look)
  const last = spans.at(-1)
  if (last?.classes === classes) spans[spans.length - 1] = { text: last.text + visibleText(text), classes }
  else spans.push({ text: visibleText(text), classes })
}

function classesOf({ bold, dim, italic, underline, strike, inverse, front, back }: Look): string {
  const flags = { bold, dim, italic, underline, strike }
  const [fore, ground] = inverse ? [back ?? 'ground', front ?? 'text'] : [front, back]
  return [
    ...Object.entries(flags).flatMap(([name, on]) => (on ? [`sgr-${name}`] : [])),
    ...(fore === undefined ? [] : [`sgr-fg-${fore}`]),
    ...(ground === undefined ? [] : [`sgr-bg-${ground}`]),
  ].join(' ')
}

const ON: Readonly<Record<number, Partial<Look>>> = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { front: undefined },
  49: { back: undefined },
}

function changed(before: Look, parameters: string): Look {
  const numbers = parameters.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)))
  const look = { ...before }
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at]!
    if (code === 38 || code === 48) {
      const [color, used] = extended(numbers.slice(at + 1))
      if (color !== undefined) look[code === 38 ? 'front' : 'back'] = color
      at += used
    } else Object.assign(look, ON[code] ?? basic(code))
  }
  return look
}

function basic(code: number): Partial<Look> {
  const group = Math.floor(code / 10)
  const name = NAMES[code % 10]
  if (name === undefined) return {}
  if (group === 3 || group === 9) return { front: name }
  if (group === 4 || group === 10) return { back: name }
  return {}
}

/** 256 colours and 24 bits come down to the eight that are legible on both grounds. */
function extended([kind, ...rest]: readonly number[]): [string | undefined, number] {
  if (kind === 5) return [ofPalette(rest[0] ?? 0), 2]
  if (kind === 2) return [nearest(rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0), 4]
  return [undefined, 0]
}

function ofPalette(index: number): string | undefined {
  if (index < 16) return NAMES[index % 8]
  if (index >= 232) return index < 244 ? 'black' : 'white'
  const cube = index - 16
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function nearest(red: number, green: number, blue: number): string {
  const half = Math.max(red, green, blue) / 2
  return NAMES[(red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0)]!
}
