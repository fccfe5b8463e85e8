import { wrapTo } from '../runbook/report/display-width.ts'

/** A term and what it means: beside it where there is room, below it where there is not. */
export function described(lead: string, text: string, columns: number): string[] {
  if (columns - lead.length < 20) return [lead.trimEnd(), ...wrapTo(text, columns - 6).map((line) => `      ${line}`)]
  return wrapTo(text, columns - lead.length).map((line, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + line)
}
