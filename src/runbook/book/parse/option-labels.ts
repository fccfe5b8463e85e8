import type { Block } from '../document.ts'
import { platformNamed } from './comment-line.ts'

const OPTION = /^(?:option|alternative|method|approach)\s+(?:\d+|[A-Z])\b|^via\s+\S/i

/** True for a bold label that opens one of several ways: `Option A`, `Via the console`. */
export const isOptionLabel = (name: string): boolean => OPTION.test(name)

/** Labels of a run of blocks that open one of several ways. */
export interface OptionLabels {
  /** Labels that are the name of a platform and stand beside another one's, by line. */
  platforms: ReadonlyMap<number, string>
  lastLine: number
}

/** Finds the labels that open options; one platform alone is a title, two are ways. */
export function optionLabels(blocks: readonly Block[]): OptionLabels {
  const labels = blocks.flatMap((block) => (block.kind === 'paragraph' ? block.labels : []))
  const named = labels.flatMap(({ name, value, line }): [number, string][] => {
    const platform = value === '' ? platformNamed(name) : undefined
    return platform === undefined ? [] : [[line, platform]]
  })
  const platforms = new Map(new Set(named.map(([, platform]) => platform)).size < 2 ? [] : named)
  const lines = labels.flatMap(({ name, line }) => (isOptionLabel(name) || platforms.has(line) ? [line] : []))
  return { platforms, lastLine: Math.max(0, ...lines) }
}
