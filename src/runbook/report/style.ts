/** How a report may look: decided once by whoever knows the terminal, passed in as a value. */
import type { Severity } from '../../kit/diagnostic.ts'
import { visible } from '../../kit/visible.ts'

export type Tone = 'red' | 'yellow' | 'blue' | 'green' | 'bold' | 'dim' | 'plain'

export interface Style {
  columns: number
  /** Colours a text or leaves it as it is. */
  paint(tone: Tone, text: string): string
  signs: Signs
  /**
   * Foreign text as this terminal can show it: dangerous characters visible, and ASCII where it has nothing else. Done
   * before a text is measured and broken into lines, because it changes the length.
   */
  show(text: string): string
}

/** Status is never told by colour alone. */
export interface Signs {
  error: string
  warning: string
  info: string
  ok: string
  bar: string
  dot: string
  arrow: string
  more: string
  /** Before a step that changes something, one that only reads, one nobody can judge, one a person does by hand. */
  risky: string
  safe: string
  unsure: string
  manual: string
}

export const unicodeSigns: Signs = {
  error: '✗',
  warning: '!',
  info: 'i',
  ok: '✓',
  bar: '│',
  dot: '·',
  arrow: '→',
  more: '…',
  risky: '●',
  safe: '○',
  unsure: '?',
  manual: '□',
}

export const asciiSigns: Signs = {
  error: 'x',
  warning: '!',
  info: 'i',
  ok: '+',
  bar: '|',
  dot: '-',
  arrow: '->',
  more: '...',
  risky: '*',
  safe: 'o',
  unsure: '?',
  manual: '-',
}

/** No colour, 80 columns: what a test or a file wants. */
export const plainStyle: Style = { columns: 80, paint: (_tone, text) => text, signs: unicodeSigns, show: visible }

export const severityTone: Readonly<Record<Severity, Tone>> = { error: 'red', warning: 'yellow', info: 'blue' }

/** "1 page", "2 pages". */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`
